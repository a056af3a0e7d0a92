using System.Text;
using System.Text.Json;
using Dapper;
using Interop.Protocol.Evidence;
using Interop.Server.Retention;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>Makes of a stored record what a delivery carries: event, receipt and the proof that the receipt is signed.</summary>
internal sealed class CommittedReader(ServerOptions options)
{
    private readonly Lock gate = new();
    private readonly LinkedList<(BatchSeal Seal, long Size)> recent = [];

    public CommittedEvent Of(SqliteConnection connection, long leaf, byte[] record, byte[]? body)
    {
        using var document = JsonDocument.Parse(record);
        var root = document.RootElement;
        var (seal, size) = SealOf(connection, leaf);
        var eventId = root.GetProperty("event").GetString()!;
        var receipt = RecordWriter.Receipt(root.GetProperty("at").GetString()!, eventId, leaf, options.Log, MerkleTree.LeafHash(record), ClassSet.FirstOf(root), size);
        var redacted = body is not null && root.GetProperty("decision").TryGetProperty("redacted", out _);
        if (redacted)
            body = connection.QuerySingle<byte[]>("SELECT opened(body) FROM redactions WHERE leaf=@leaf", new { leaf });
        return new CommittedEvent(
            leaf, eventId, Raw(root.GetProperty("header")), body, Raw(root.GetProperty("hub")), receipt, seal, (int)(leaf - seal.First))
        {
            Stamps = redacted ? [StampBatch.Read(connection, leaf)!] : [],
        };
    }

    public static string? NetworkOf(CommittedEvent committed)
    {
        using var header = JsonDocument.Parse(committed.Header);
        return header.RootElement.TryGetProperty("network", out var network) ? network.GetString() : null;
    }

    private static byte[] Raw(JsonElement element) => Encoding.UTF8.GetBytes(element.GetRawText());

    /// <summary>The group commit of a record. A page of records is mostly from few commits: the last ones are kept.</summary>
    private (BatchSeal Seal, long Size) SealOf(SqliteConnection connection, long leaf)
    {
        lock (gate)
        {
            for (var node = recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Seal.First <= leaf && leaf < node.Value.Size)
                    return node.Value;
            }
        }
        var (first, count, receipts, hashes) = connection.QuerySingle<(long, long, string, byte[])>(
            "SELECT first, count, receipts, hashes FROM batches WHERE first<=@leaf ORDER BY first DESC LIMIT 1", new { leaf });
        var found = (new BatchSeal(first, Encoding.UTF8.GetBytes(receipts), new BatchTree([.. hashes.Chunk(32)])), first + count);
        lock (gate)
        {
            recent.AddFirst(found);
            if (recent.Count > 16)
                recent.RemoveLast();
        }
        return found;
    }
}
