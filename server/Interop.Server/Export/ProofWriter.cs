using System.Buffers.Text;
using System.Text;
using Dapper;
using Interop.Protocol.Evidence;
using Interop.Server.Storage;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Export;

/// <summary>
/// What proves the records of an export (spec 08): proofs/tree.bin, the hashes of the subtrees between them, from left to right; proofs/batches.ndjson,
/// the signed batches in which they are. One pass, no proof for a single record.
/// </summary>
internal sealed class ProofWriter(Database database, ExportFolder folder, ExportProgress progress, bool isCopy)
{
    public const string Tree = "proofs/tree.bin";
    public const string Batches = "proofs/batches.ndjson";
    private readonly GapHashes hashes = new(progress.Size);

    /// <summary>At the very beginning: the files are there, however little comes into them.</summary>
    public static void Begin(ExportFolder folder)
    {
        folder.Grow(Tree);
        folder.Grow(Batches);
    }

    /// <summary>A page of whole batches, of which some records were taken.</summary>
    public void Take(IReadOnlyList<ExportRecord> page, IReadOnlySet<long> taken)
    {
        var tree = folder.Grow(Tree);
        if (taken.Count == 0)
            return;
        database.Read(connection =>
        {
            foreach (var record in page.Where(r => taken.Contains(r.Index)))
            {
                foreach (var (height, index) in TreeCover.Gap(progress.GapFrom, record.Index))
                    tree.Write(hashes.Of(connection, height, index));
                progress.GapFrom = record.Index + 1;
            }
            return true;
        });
        WriteBatches(page, taken);
    }

    /// <summary>What comes after the last record.</summary>
    public void End()
    {
        var tree = folder.Grow(Tree);
        database.Read(connection =>
        {
            foreach (var (height, index) in TreeCover.Gap(progress.GapFrom, progress.Size))
                tree.Write(hashes.Of(connection, height, index));
            return true;
        });
        progress.GapFrom = progress.Size;
    }

    private void WriteBatches(IReadOnlyList<ExportRecord> page, IReadOnlySet<long> taken)
    {
        var (first, end) = (page[0].Index, page[^1].Index + 1);
        var rows = database.Read(c => c.Query<Row>(
            "SELECT first, count, events, receipts, hashes FROM batches WHERE first>=@first AND first<@end ORDER BY first", new { first, end }).AsList());
        var output = folder.Grow(Batches);
        var line = new StringBuilder();
        foreach (var row in rows)
        {
            var records = page.Skip((int)(row.First - first)).Take((int)row.Count).ToArray();
            var count = records.Count(r => taken.Contains(r.Index));
            if (count == 0)
                continue;
            line.Clear().Append($"{{\"first\":{row.First},\"count\":{row.Count},\"receipts\":{row.Receipts},\"hashes\":\"{Base64Url.EncodeToString(row.Hashes)}\"");
            if (row.Events is not null)
            {
                line.Append(",\"events\":").Append(row.Events);
                // A client copy does not tell which events are own ones.
                if (isCopy || count < row.Count)
                    line.Append(",\"eventHashes\":\"").Append(Base64Url.EncodeToString([.. records.Where(IsSigned).SelectMany(EventLeaf)])).Append('"');
            }
            output.Write(Encoding.UTF8.GetBytes(line.Append("}\n").ToString()));
        }
    }

    private static bool IsSigned(ExportRecord record) => record.Kind is "event" or "refusal" or "egress" && !record.Text("source")!.StartsWith("federation:", StringComparison.Ordinal);

    private static byte[] EventLeaf(ExportRecord record) => MerkleTree.LeafHash(EventId.Parse(record.Text("event")!).Digest());

    private sealed class Row
    {
        public long First { get; init; }

        public long Count { get; init; }

        public string? Events { get; init; }

        public string Receipts { get; init; } = "";

        public byte[] Hashes { get; init; } = [];
    }
}
