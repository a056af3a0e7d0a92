using System.Security.Cryptography;
using System.Text;
using Dapper;
using Interop.Server.Search;
using Interop.Server.Search.Index;
using Interop.Server.Search.Text;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>What is taken out of a partition is in none of its octets, and the rest stands (spec 08).</summary>
public sealed class ForgottenWordsTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ocip-index-");
    private readonly PartitionKey key = new(RandomNumberGenerator.GetBytes(PartitionKey.Octets));
    private readonly PartitionWriter writer;

    public ForgottenWordsTests() => writer = new PartitionWriter(Path.Combine(folder.FullName, "p.db"), key);

    public void Dispose()
    {
        writer.Dispose();
        key.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void WhatIsForgotten_IsInNoFile()
    {
        Write(0, 3000, leaf => leaf == 1234 ? "only quetzalcoatl was told, 合同 of XK-4711-99" : $"word{leaf % 97} said {leaf % 13} times by w{leaf}");
        var words = DocumentBuilder.Words([new RecordText(RecordTexts.Plain, "quetzalcoatl xk 合同 471199")]).ToArray();
        var tokens = words.Select(word => PartitionKey.TextOf(key.TokenOf(word))).ToArray();
        var sealedWords = tokens.Select(SealedOf).ToArray();
        // The index shares what terms next to each other begin with: of each term at least its end stands in the file.
        Assert.All(tokens, token => Assert.True(IsInFiles(Encoding.ASCII.GetBytes(token[4..]))));
        Assert.All(sealedWords, cell => Assert.True(IsInFiles(cell)));
        Assert.Equal([1234], Find("quetzalcoatl"));

        writer.RemoveAll([1234]);
        Assert.True(writer.Truncate());

        Assert.All(tokens, token => Assert.False(IsInFiles(Encoding.ASCII.GetBytes(token[4..]))));
        Assert.All(sealedWords, cell => Assert.False(IsInFiles(cell)));
        Assert.Empty(Find("quetzalcoatl"));
        Assert.Equal(2999, writer.Count());
        Assert.Contains(1233, Find("said"));
        Assert.DoesNotContain(1234, Find("said"));
    }

    [Fact]
    public void AWordThatAnotherHas_Stays()
    {
        Write(0, 10, leaf => leaf < 2 ? "both say ocelot" : "neither");
        writer.RemoveAll([0]);
        Assert.Equal([1], Find("ocelot"));
        writer.RemoveAll([1]);
        Assert.Empty(Find("ocelot"));
        Assert.Equal(0, Query<long>("SELECT count(*) FROM vocabulary WHERE token=@token", new { token = key.TokenOf("ocelot") }).Single());
    }

    [Fact]
    public void WhatIsThereAlready_IsNotAddedAgain()
    {
        Write(0, 100, _ => "once");
        Write(50, 150, _ => "once");
        Assert.Equal(150, Find("once").Count);
    }

    private void Write(int from, int to, Func<int, string> text)
    {
        writer.Begin();
        for (var leaf = from; leaf < to; leaf++)
            writer.Add(new IndexedDocument(leaf, At.AddSeconds(leaf), 1, leaf, DocumentBuilder.Words([new RecordText(RecordTexts.Plain, text(leaf))]), [Facets.Kind("event")]));
        writer.Commit();
    }

    private List<long> Find(string word) =>
        Query<long>("SELECT rowid FROM terms WHERE terms MATCH @text ORDER BY rowid", new { text = $"\"{PartitionKey.TextOf(key.TokenOf(word))}\"" });

    private byte[] SealedOf(string token) => Query<byte[]>("SELECT word FROM vocabulary WHERE token=@token", new { token = PartitionKey.NumberOf(token) }).Single();

    private List<T> Query<T>(string sql, object parameters)
    {
        using var reader = PartitionFile.OpenReader(Path.Combine(folder.FullName, "p.db"));
        return reader.Query<T>(sql, parameters).AsList();
    }

    private bool IsInFiles(byte[] octets) => RawFiles.With(folder.FullName, octets).Count > 0;
}
