using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Server.Archive;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Scrubbing;

/// <summary>
/// Reads one group commit again: its records, their place in the signed batch, the tiles that they complete, the head that was signed over them.
/// The signed batch is what decides whether a record or a tile is wrong when the two differ.
/// </summary>
internal sealed class LogScrub(Database database, ArchiveKeys keys, string log)
{
    private const string Rows = """
        SELECT r.leaf, r.kind, r.seq, r.record, r.body, r.ended, d.body AS Redaction, a.wire AS Attestation
        FROM records r LEFT JOIN redactions d ON d.leaf=r.leaf LEFT JOIN attestations a ON a.leaf=r.leaf WHERE r.leaf>=@first AND r.leaf<@end ORDER BY r.leaf
        """;

    private readonly RecordScrub records = new(database.Vault);

    /// <summary>The commit that begins at this record; answers where the next one begins.</summary>
    /// <param name="first">Index of its first record.</param>
    /// <param name="edge">The tree up to there; grows.</param>
    /// <param name="faults">What is wrong is added.</param>
    public long Step(long first, TreeEdge edge, ICollection<ScrubFault> faults) => database.Read(connection =>
    {
        var batch = connection.QuerySingleOrDefault<BatchRow>("SELECT first, count, events, receipts, hashes FROM batches WHERE first=@first", new { first });
        var end = batch is { Count: > 0 } ? first + batch.Count
            : connection.ExecuteScalar<long?>("SELECT min(first) FROM batches WHERE first>@first", new { first }) ?? connection.ExecuteScalar<long>("SELECT max(leaf)+1 FROM records");
        if (batch is null)
            faults.Add(new ScrubFault($"batch {first}", $"There is none: records {first} to {end - 1} are under no signature."));
        var good = batch is not null && IsSigned(batch, faults);
        var events = new List<byte[]>();
        var next = first;
        var whole = true;
        foreach (var row in connection.Query<ScrubbedRow>(Rows, new { first, end }, buffered: false))
        {
            for (; next < row.Leaf; next++)
                whole = Missing(connection, next, edge, faults);
            whole &= Take(connection, row, batch, good, new Growing(edge, events), faults);
            next = row.Leaf + 1;
        }
        for (; next < end; next++)
            whole = Missing(connection, next, edge, faults);
        if (batch is not null && whole)
            CheckEvents(batch, events, faults);
        CheckHead(connection, edge, faults);
        OutsideScrub.Check(connection, edge, faults);
        return end;
    });

    /// <summary>After the last record: there are as many tiles as there must be.</summary>
    public void End(long size, ICollection<ScrubFault> faults)
    {
        foreach (var (level, n) in database.Read(c => c.Query<(int Level, long N)>("SELECT level, n FROM tiles WHERE (n+1) << (8*(level+1)) > @committed",
            new { committed = c.ExecuteScalar<long>("SELECT max(leaf)+1 FROM records") }).AsList()))
        {
            faults.Add(new ScrubFault($"tile {level}/{n}", $"It is beyond the end of the log, which has {size} records."));
        }
    }

    /// <summary>One record; false when its event cannot be told.</summary>
    private bool Take(SqliteConnection connection, ScrubbedRow row, BatchRow? batch, bool batchIsGood, Growing growing, ICollection<ScrubFault> faults)
    {
        var computed = MerkleTree.LeafHash(row.Record);
        var record = RecordScrub.Read(row, faults);
        var asSigned = record is not null && batch is not null && batch.Entry(row.Leaf).SequenceEqual(MerkleTree.LeafHash(EntryOf(row, record, computed, batch)));
        var inTile = TileHash(connection, row.Leaf);
        // A record that is the one signed over stands, whatever its tile says; the tile is compared when it is complete.
        var leafHash = asSigned || inTile is null ? computed : inTile;
        if (record is not null && !asSigned)
        {
            var why = batchIsGood ? $"It is not the one that was signed: its leaf hash must be {(inTile is null ? "another" : Base64UrlText.Of(inTile))}." : "Its batch is wrong, or it is itself.";
            // Where the batch is wrong by itself and nothing else contradicts the record, the batch is named alone.
            if (batchIsGood || (inTile is not null && !inTile.AsSpan().SequenceEqual(computed)))
                faults.Add(new ScrubFault($"record {row.Leaf}", why));
        }
        Grow(connection, leafHash, growing.Edge, faults);
        if (record is null)
            return false;
        records.CheckBodies(row, record, faults);
        RecordScrub.CheckAttestation(row, record, faults);
        if (record is { IsSignedHere: true, Event: { } id })
            growing.Events.Add(MerkleTree.LeafHash(id.Digest()));
        return true;
    }

    private static bool Missing(SqliteConnection connection, long leaf, TreeEdge edge, ICollection<ScrubFault> faults)
    {
        faults.Add(new ScrubFault($"record {leaf}", "It is missing."));
        Grow(connection, TileHash(connection, leaf) ?? new byte[MerkleTree.HashLength], edge, faults);
        return false;
    }

    private static void Grow(SqliteConnection connection, byte[] leafHash, TreeEdge edge, ICollection<ScrubFault> faults)
    {
        foreach (var (level, number, hashes) in edge.Append(leafHash))
        {
            var stored = connection.QuerySingleOrDefault<byte[]?>("SELECT hashes FROM tiles WHERE level=@level AND n=@number", new { level, number });
            if (stored is null || !stored.AsSpan().SequenceEqual(hashes))
                faults.Add(new ScrubFault($"tile {level}/{number}", stored is null ? "It is missing." : $"Its hash {FirstDifference(stored, hashes)} is not that of the log."));
        }
    }

    private void CheckHead(SqliteConnection connection, TreeEdge edge, ICollection<ScrubFault> faults)
    {
        if (connection.QuerySingleOrDefault<string?>("SELECT note FROM checkpoints WHERE size=@Size", new { edge.Size }) is not { } note)
            return;
        var signed = keys.Ring(KeyPurposes.Checkpoint)!.Published.Select(VerificationKey.From).Select(key => Checkpoint.TryVerify(note, key, out var head) ? head : null).FirstOrDefault(head => head is not null);
        if (signed is null || signed.Size != edge.Size || signed.Origin != log)
            faults.Add(new ScrubFault($"checkpoint {edge.Size}", "It is not signed by a key of this archive, or is of another size or log."));
        else if (!signed.Root.AsSpan().SequenceEqual(edge.Root()))
            faults.Add(new ScrubFault($"checkpoint {edge.Size}", $"The first {edge.Size} records do not have the root that was signed, {Base64UrlText.Of(signed.Root)}."));
    }

    private bool IsSigned(BatchRow batch, ICollection<ScrubFault> faults)
    {
        var hashes = batch.Hashes.Length == batch.Count * MerkleTree.HashLength ? batch.Hashes.Chunk(MerkleTree.HashLength).ToArray() : [];
        var wrong = hashes.Length == 0 ? "It has not one hash for each record." : Fault(batch.Receipts, KeyPurposes.Receipt, hashes);
        if (wrong is not null)
            faults.Add(new ScrubFault($"batch {batch.First}", wrong));
        return wrong is null;
    }

    private void CheckEvents(BatchRow batch, List<byte[]> events, ICollection<ScrubFault> faults)
    {
        if (events.Count == 0 && batch.Events is null)
            return;
        if ((batch.Events is null ? "The signature over its events is missing." : Fault(batch.Events, KeyPurposes.Event, events)) is { } wrong)
            faults.Add(new ScrubFault($"batch {batch.First}", wrong));
    }

    private string? Fault(string json, string purpose, IReadOnlyList<byte[]> leaves)
    {
        try
        {
            var signed = JsonSerializer.Deserialize(json, OcipJson.Default.SignedBatch)!;
            if (signed.Purpose != purpose || signed.Size != leaves.Count || signed.Root != Base64UrlText.Of(MerkleTree.Root(leaves)))
                return $"Its hashes of purpose {purpose} do not have the root that was signed, {signed.Root}.";
            return BatchSigner.IsSigned(signed, kid => keys.Ring(purpose)!.Find(kid) is { } jwk ? VerificationKey.From(jwk) : null) ? null : $"The signature of purpose {purpose} is wrong.";
        }
        catch (Exception fault) when (fault is JsonException or NullReferenceException)
        {
            return $"What was signed of purpose {purpose} cannot be read: the octets were altered.";
        }
    }

    private byte[] EntryOf(ScrubbedRow row, ScrubbedRecord record, byte[] leafHash, BatchRow batch) =>
        record.Event is not { } id ? leafHash : SHA256.HashData(RecordWriter.Receipt(record.At, id.Value, row.Leaf, log, leafHash, record.RetentionClass, batch.First + batch.Count));

    private static byte[]? TileHash(SqliteConnection connection, long leaf) => connection.QuerySingleOrDefault<byte[]?>(
        "SELECT substr(hashes, @offset, 32) FROM tiles WHERE level=0 AND n=@n", new { n = leaf / TreeEdge.TileWidth, offset = (leaf % TreeEdge.TileWidth * 32) + 1 }) is { Length: 32 } hash ? hash : null;

    private static int FirstDifference(byte[] stored, byte[] hashes)
    {
        for (var i = 0; i < hashes.Length; i++)
        {
            if (i >= stored.Length || stored[i] != hashes[i])
                return i / MerkleTree.HashLength;
        }
        return hashes.Length / MerkleTree.HashLength;
    }

    private sealed record Growing(TreeEdge Edge, List<byte[]> Events);

    private sealed class BatchRow
    {
        public long First { get; init; }

        public long Count { get; init; }

        public string? Events { get; init; }

        public string Receipts { get; init; } = "";

        public byte[] Hashes { get; init; } = [];

        public ReadOnlySpan<byte> Entry(long leaf)
        {
            var at = (leaf - First) * MerkleTree.HashLength;
            return at >= 0 && at + MerkleTree.HashLength <= Hashes.Length ? Hashes.AsSpan((int)at, MerkleTree.HashLength) : [];
        }
    }
}
