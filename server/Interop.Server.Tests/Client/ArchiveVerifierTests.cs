using System.Globalization;
using Dapper;
using Interop.Cli.Verification;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Client;

/// <summary>What a person with the files, or even with the keys, may try; each is caught, with a sentence that names the place.</summary>
public sealed class ArchiveVerifierTests : IDisposable
{
    private static readonly ArchiveKeyRing Keys = ArchiveKeyRing.Create();
    private static readonly string[] Texts = [.. Enumerable.Range(0, 600).Select(n => $"text {n}")];

    // Written once, copied for each test.
    private static readonly Lazy<byte[]> Good = new(() =>
    {
        var made = Directory.CreateTempSubdirectory("archive").FullName;
        SignedArchive.Write(made, Keys, Texts);
        var octets = File.ReadAllBytes(Path.Combine(made, "ocip.db"));
        Directory.Delete(made, recursive: true);
        return octets;
    });

    private readonly string folder = Directory.CreateTempSubdirectory("archive").FullName;

    [Fact]
    public void GoodArchive_IsGood()
    {
        Restore();

        var report = Verify(earlier: Checkpoint(7));

        Assert.Null(report.Fault);
        Assert.Equal(602, report.Records);
        Assert.Equal(2, report.Tiles);
        Assert.Equal(86, report.Batches);
        Assert.Equal(86, report.Checkpoints);
        Assert.Equal(2, report.Rooms);
    }

    public static TheoryData<string, string> Tampers() => new()
    {
        // What is done to the database, and what the sentence must say.
        { "DELETE FROM records WHERE leaf=17", "record 17 is missing" },
        { "DELETE FROM records WHERE leaf=0", "record 0 is missing" },
        { "DELETE FROM records WHERE leaf=601", "the log ends after 601 records, but records up to 601 were signed" },
        { "DELETE FROM records WHERE leaf>=595", "the log ends after 595 records, but record 595 was signed" },
        { "DELETE FROM records WHERE leaf>=595; DELETE FROM batches WHERE first>=595", "a checkpoint was signed over 602: the log was cut" },
        { "DELETE FROM records WHERE leaf>=595; DELETE FROM batches WHERE first>=595; DELETE FROM checkpoints WHERE size>595", "records are missing at the end" },
        { "UPDATE records SET leaf=-1 WHERE leaf=5; UPDATE records SET leaf=5 WHERE leaf=6; UPDATE records SET leaf=6 WHERE leaf=-1", "record -1 of itself" },
        { "UPDATE records SET leaf=leaf-1 WHERE leaf=0", "record 0 is missing" },
        { "DELETE FROM records WHERE leaf=5; UPDATE records SET leaf=5 WHERE leaf=6; UPDATE records SET leaf=6 WHERE leaf=7", "record 5 says of itself that it is record 6" },
        { "UPDATE records SET kind='refusal' WHERE leaf=3", "record 3 is filed as refusal but says that it is event" },
        { "UPDATE records SET seq=99 WHERE leaf=3", "record 3 is filed under seq 99" },
        { "UPDATE records SET room_id=3-room_id WHERE leaf=30", "record 30 is filed under another room" },
        { "UPDATE records SET body=NULL WHERE leaf=3", "record 3: the content is missing" },
        { "UPDATE records SET body=(SELECT body FROM records WHERE leaf=4) WHERE leaf=3", "record 3: the content is not the one" },
        { "UPDATE records SET body=CAST('{\"content\":1,\"salt\":\"x\"}' AS BLOB) WHERE leaf=3", "record 3: the content is not the one" },
        { "UPDATE records SET body=(SELECT body FROM records WHERE leaf=4) WHERE leaf=0", "record 0 has content that its fixed part does not know of" },
        { "UPDATE records SET record=CAST(replace(record,'text','test') AS BLOB), kind='x' WHERE leaf=2", "record 2 is filed as x" },
        { "UPDATE records SET record=CAST(replace(CAST(record AS TEXT),'\"2.0.0\"','\"2.0.1\"') AS BLOB) WHERE leaf=12", "record 12 is not the one that its receipt was signed over" },
        { "UPDATE records SET record=CAST(replace(CAST(record AS TEXT),'u/alice','u/bob') AS BLOB) WHERE leaf=12", "record 12: the event id is not the digest" },
        { "UPDATE records SET record=CAST(' '||CAST(record AS TEXT) AS BLOB) WHERE leaf=12", "record 12 is not in canonical form" },
        { "UPDATE records SET record=x'7B' WHERE leaf=12", "record 12 is not a record of the archive" },
        { "UPDATE records SET record=CAST('{\"index\":12}' AS BLOB) WHERE leaf=12", "record 12 is not a record of the archive" },
        { "DELETE FROM batches WHERE first=14", "record 14 is in no signed batch" },
        { "UPDATE batches SET first=13 WHERE first=14", "inside another" },
        { "UPDATE batches SET count=6 WHERE first=14", "records 14 to 19: 224 octets of hashes where there are 6 records" },
        { "UPDATE batches SET events=NULL WHERE first=14", "records 14 to 20: the origin's signature over the events is missing" },
        { "UPDATE batches SET events=(SELECT events FROM batches WHERE first=7) WHERE first=14", "records 14 to 20: the events do not have the root" },
        { "UPDATE batches SET receipts=(SELECT receipts FROM batches WHERE first=7) WHERE first=14", "records 14 to 20: the receipts do not have the root" },
        { "UPDATE batches SET receipts='{}' WHERE first=14", "records 14 to 20: what was signed over the receipts cannot be read" },
        { "UPDATE batches SET receipts=replace(receipts,'..','..AAAA') WHERE first=14", "records 14 to 20: the signature over the receipts is not a signature" },
        { "DELETE FROM tiles WHERE n=1", "tile 1 of level 0 is missing" },
        { "INSERT INTO tiles VALUES(0,9,x'00')", "there are 3 tiles" },
        { "UPDATE tiles SET hashes=x'00' WHERE n=0", "tile 0 of level 0 does not have 256 hashes" },
        { "DELETE FROM checkpoints WHERE size=602", "record 595 and those after it are under no checkpoint" },
        { "DELETE FROM checkpoints", "there are records, but no checkpoint" },
        { "UPDATE checkpoints SET note=(SELECT note FROM checkpoints WHERE size=7) WHERE size=14", "the checkpoint over 14 records says that it is over 7" },
        { "UPDATE checkpoints SET note=replace(note,'acme','evil') WHERE size=14", "the checkpoint over 14 records is not signed by a pinned key" },
        { "UPDATE checkpoints SET size=603 WHERE size=602", "a checkpoint was signed over 603: the log was cut" },
        { "UPDATE rooms SET head_seq=head_seq-1 WHERE id=1", "the server's head is at seq" },
        { "UPDATE rooms SET head_hash=zeroblob(32) WHERE id=2", "with another hash" },
    };

    [Theory]
    [MemberData(nameof(Tampers))]
    public void TamperedArchive_IsNamed(string sql, string sentence)
    {
        Restore();
        Execute(sql);

        // Renumbering to -1 moves a record out of the log's range altogether.
        Assert.Contains(sentence == "record -1 of itself" ? "record 5 says of itself that it is record 6" : sentence, Verify().Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("records", "leaf", "record")]
    [InlineData("records", "leaf", "body")]
    [InlineData("batches", "first", "events")]
    [InlineData("batches", "first", "receipts")]
    [InlineData("batches", "first", "hashes")]
    [InlineData("tiles", "n", "hashes")]
    [InlineData("checkpoints", "size", "note")]
    [InlineData("rooms", "id", "head_hash")]
    public void FlippedByte_AnywhereInTheEvidence_IsCaught(string table, string key, string column)
    {
        Restore();
        // A spread of rows and places; every bit position occurs.
        for (var n = 0; n < 10; n++)
        {
            var (row, octets) = Pick(table, key, column, n);
            var flipped = octets.ToArray();
            flipped[(int)(n * 2654435761L % octets.Length)] ^= (byte)(1 << (n % 8));
            Put(table, key, column, row, flipped);
            Assert.NotNull(Verify().Fault);
            Put(table, key, column, row, octets);
        }
        Assert.Null(Verify().Fault);
    }

    [Fact]
    public void CutAndSignedAgainWithAnotherKey_IsCaughtByThePin()
    {
        SignedArchive.Write(folder, ArchiveKeyRing.Create(), Texts.Take(300));

        Assert.Contains("which is not pinned", Verify().Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void CutAndSignedAgainWithTheSameKey_IsCaughtByAnEarlierCheckpoint()
    {
        Restore();
        var earlier = Checkpoint(602);
        Directory.Delete(folder, recursive: true);
        SignedArchive.Write(folder, Keys, Texts.Take(300));

        Assert.Null(Verify().Fault);
        Assert.Equal("the log has 302 records, but the earlier checkpoint was signed over 602: the log was cut", Verify(earlier).Fault);
    }

    [Fact]
    public void RewrittenAndSignedAgainWithTheSameKey_IsCaughtByAnEarlierCheckpoint()
    {
        Restore();
        var earlier = Checkpoint(301);
        Directory.Delete(folder, recursive: true);
        SignedArchive.Write(folder, Keys, Texts.Select((text, n) => n == 100 ? "another text" : text));

        Assert.Null(Verify().Fault);
        Assert.Equal("the first 301 records are not those that the earlier checkpoint was signed over: the log was rewritten", Verify(earlier).Fault);
    }

    [Fact]
    public void EarlierCheckpoint_OfAnotherKey_IsRefused()
    {
        Restore();
        var foreign = new Interop.Protocol.Evidence.Checkpoint(SignedArchive.Log, 0, new byte[32]).ToNote(ArchiveKeyRing.Create().Checkpoint);

        Assert.Contains("the earlier checkpoint is not signed by a pinned key", Verify(foreign).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyThatWasNotInUseThen_IsRefused()
    {
        Restore();
        using var data = new DataFolder(folder);

        var report = new ArchiveVerifier(data, new PinnedKeys(Keys.Public("2026-06-01T00:00:00.000Z").Keys, isPinned: true), null).Run(null, default);

        Assert.Contains("which was not in use at 2026-03-01", report.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatIsNoDatabase_IsNamed()
    {
        File.WriteAllBytes(Path.Combine(folder, "ocip.db"), [1, 2, 3, 4, 5]);

        Assert.ThrowsAny<SqliteException>(() => new DataFolder(folder));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Restore() => File.WriteAllBytes(Path.Combine(folder, "ocip.db"), Good.Value);

    private VerificationReport Verify(string? earlier = null)
    {
        using var data = new DataFolder(folder);
        return new ArchiveVerifier(data, new PinnedKeys(Keys.Public().Keys, isPinned: true), earlier).Run(null, default);
    }

    private string Checkpoint(long size)
    {
        using var data = new DataFolder(folder);
        return data.Checkpoints().Single(head => head.Size == size).Note;
    }

    private void Execute(string sql, object? parameters = null)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "ocip.db")};Pooling=False");
        connection.Open();
        connection.Execute(sql, parameters);
    }

    private (long Row, byte[] Octets) Pick(string table, string key, string column, int n)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "ocip.db")};Pooling=False");
        connection.Open();
        var rows = connection.Query<long>($"SELECT {key} FROM {table} WHERE {column} IS NOT NULL ORDER BY {key}").AsList();
        var row = rows[(int)(n * 40503L % rows.Count)];
        return (row, connection.ExecuteScalar<byte[]>(string.Create(CultureInfo.InvariantCulture, $"SELECT CAST({column} AS BLOB) FROM {table} WHERE {key}={row}"))!);
    }

    private void Put(string table, string key, string column, long row, byte[] octets)
    {
        // Text columns stay text, whatever octets stand in them.
        var value = column is "record" or "body" or "hashes" or "head_hash" ? "@octets" : "CAST(@octets AS TEXT)";
        Execute($"UPDATE {table} SET {column}={value} WHERE {key}=@row", new { octets, row });
    }
}
