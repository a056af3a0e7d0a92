using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Interop.Server.Search;
using Interop.Server.Search.Index;
using Interop.Server.Search.Query;
using Interop.Server.Search.Text;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>Whatever was said and whatever is asked: the index finds exactly what reading every text finds (spec 08).</summary>
public sealed class SearchPropertyTests : IDisposable
{
    // Few words, many of which begin alike or are a part of others, so that chance finds all that can be confused.
    private static readonly string[] Vocabulary = ["b", "ab", "abc", "abd", "abcab", "bab", "bcd", "cab", "dab", "straße", "muller"];
    private static readonly string[] Beginnings = ["ab", "abc", "ba", "bc", "ca", "str", "mu", "zz"];
    private static readonly string[] Between = [" ", ", ", " - ", "\n", "! "];
    private const string Characters = "合同签字";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ocip-index-");
    private readonly PartitionKey key = new(RandomNumberGenerator.GetBytes(PartitionKey.Octets));
    private int partitions;

    public void Dispose()
    {
        key.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void RandomQuestions_FindExactlyWhatReadingEveryTextFinds() => Prop.ForAll(
        Arb.From(Texts().ArrayOf(30).Zip(Questions(3).ArrayOf(40))),
        world => FindsTheSame(world.Item1, world.Item2)).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    private void FindsTheSame(Spoken[] texts, Asked[] questions)
    {
        var path = Path.Combine(folder.FullName, $"p{partitions++}.db");
        using (var writer = new PartitionWriter(path, key))
        {
            writer.Begin();
            foreach (var (leaf, spoken) in texts.Index())
                writer.Add(new IndexedDocument(leaf, DateTimeOffset.UnixEpoch.AddDays(leaf), 1, leaf, DocumentBuilder.Words([new RecordText(RecordTexts.Plain, spoken.Text)]), [Facets.Kind("event")]));
            writer.Commit();
            writer.RemoveAll(texts.Index().Where(t => t.Item.Ended).Select(t => (long)t.Index));
        }
        using var connection = PartitionFile.OpenReader(path);
        foreach (var question in questions)
        {
            var asked = new SearchQuestion(QueryParser.Parse(question.ToString()), new SearchFilter(), SearchOrder.Oldest, QueryLimits.PageMax, "", null);
            var found = new PartitionSearch(connection, key, asked).Leaves(0, long.MaxValue, newestFirst: false);
            var read = texts.Index().Where(t => !t.Item.Ended && question.IsIn(t.Item)).Select(t => (long)t.Index);
            Assert.True(read.SequenceEqual(found), $"{question} finds {string.Join(',', found)} and not {string.Join(',', read)} of\n{string.Join('\n', texts.Index().Select(t => $"{t.Index} {t.Item.Ended}: {t.Item.Text}"))}");
        }
    }

    private static Gen<Spoken> Texts() =>
        from words in Gen.Choose(0, 9).SelectMany(n => Gen.Elements(Vocabulary).ArrayOf(n))
        from run in Gen.Choose(0, 5).SelectMany(n => Gen.Elements(Characters.ToCharArray()).ArrayOf(n))
        from marks in Gen.Elements(Between).ArrayOf(words.Length)
        from forms in Gen.Choose(0, 2).ArrayOf(words.Length)
        from ended in Gen.Choose(0, 4)
        let unspaced = new string(run)
        select new Spoken([.. words.Select(Folded)], unspaced, string.Concat(words.Index().Select(w => Written(w.Item, forms[w.Index]) + marks[w.Index])) + unspaced, ended == 0);

    private static Gen<Asked> Questions(int depth)
    {
        var word = Gen.Elements(Vocabulary).Select(Folded);
        var simple = Gen.OneOf(
            word.Select(w => (Asked)new Asked.Word(w, false)),
            Gen.Elements(Beginnings).Select(w => (Asked)new Asked.Word(w, true)),
            Gen.Choose(2, 3).SelectMany(n => word.ArrayOf(n)).Select(row => (Asked)new Asked.Row(row, false)),
            word.Zip(Gen.Elements(Beginnings)).Select(row => (Asked)new Asked.Row([row.Item1, row.Item2], true)),
            Gen.Choose(1, 4).SelectMany(n => Gen.Elements(Characters.ToCharArray()).ArrayOf(n)).Select(run => (Asked)new Asked.Characters(new string(run))),
            word.Zip(word).Where(pair => pair.Item1 != pair.Item2).Zip(Gen.Choose(1, 4)).Select(near => (Asked)new Asked.Near(near.Item1.Item1, near.Item1.Item2, near.Item2)));
        if (depth == 0)
            return simple;
        var (one, other) = (Questions(depth - 1), Questions(depth - 1));
        return Gen.OneOf(
            simple,
            one.Zip(other).Zip(Gen.Elements(true, false)).Select(both => (Asked)new Asked.Both(both.Item1.Item1, both.Item1.Item2, both.Item2)),
            one.Zip(other).Select(either => (Asked)new Asked.Either(either.Item1, either.Item2)),
            one.Zip(other).Select(without => (Asked)new Asked.Without(without.Item1, without.Item2)));
    }

    private static string Folded(string word) => word.Replace("ß", "ss", StringComparison.Ordinal);

    /// <summary>The same word as somebody writes it.</summary>
    private static string Written(string word, int form) => form switch
    {
        1 => word.ToUpperInvariant(),
        2 => word.Replace("u", "ü", StringComparison.Ordinal).Replace("a", "a\u0301", StringComparison.Ordinal),
        _ => word,
    };
}
