using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>
/// Reads the whole archive over its API and computes everything again: every leaf, the root that the pinned key has signed, every
/// event id and content digest, and the chain of every room.
/// </summary>
internal sealed class ArchiveAudit
{
    private ArchiveAudit(Checkpoint checkpoint, IReadOnlyList<ArchiveRecord> records)
    {
        Checkpoint = checkpoint;
        Records = records;
    }

    public Checkpoint Checkpoint { get; }

    public IReadOnlyList<ArchiveRecord> Records { get; }

    /// <summary>Accepted events by id.</summary>
    public IReadOnlyDictionary<string, ArchiveRecord> Events => OfKind("event").ToDictionary(r => r.Record.GetProperty("event").GetString()!, StringComparer.Ordinal);

    public IEnumerable<ArchiveRecord> OfKind(string kind) => Records.Where(r => r.LeafHash is null && r.Record.GetProperty("kind").GetString() == kind);

    /// <summary>Archived texts in order, whoever got them.</summary>
    public IReadOnlyList<string> Texts => [.. OfKind("event").Where(r => r.Body is not null).Select(TextOf).OfType<string>()];

    public static async Task<ArchiveAudit> RunAsync(ArchiveClient archive, JsonWebKeySet pinned, ArchiveAudit? earlier = null)
    {
        var note = await archive.CheckpointAsync();
        var keys = pinned.Keys.Where(k => k.Purpose == KeyPurposes.Checkpoint).Select(VerificationKey.From).ToArray();
        Checkpoint? checkpoint = null;
        foreach (var key in keys)
        {
            if (Checkpoint.TryVerify(note, key, out var verified))
                checkpoint = verified;
        }
        Assert.True(checkpoint is not null, $"no pinned key has signed the checkpoint:\n{note}");

        var records = new List<ArchiveRecord>();
        for (long? after = -1; after is not null && records.Count < checkpoint.Size;)
        {
            var page = await archive.RecordsAsync(after.Value, 500);
            records.AddRange(page.Records);
            after = page.Next;
        }
        Assert.True(records.Count >= checkpoint.Size, $"the checkpoint promises {checkpoint.Size} records, {records.Count} were given");
        records = records.GetRange(0, (int)checkpoint.Size);
        var audit = new ArchiveAudit(checkpoint, records);
        audit.Check();
        if (earlier is not null)
            await audit.CheckGrowthAsync(archive, earlier);
        return audit;
    }

    private void Check()
    {
        Assert.Equal(Enumerable.Range(0, Records.Count).Select(i => (long)i), Records.Select(r => r.Index));
        var leaves = Records.Select(LeafHash).ToArray();
        Assert.True(MerkleTree.Root(leaves).AsSpan().SequenceEqual(Checkpoint.Root), "the records do not lead to the root that was signed");
        var rooms = new Dictionary<RoomId, (long Seq, string Previous)>();
        foreach (var record in Records.Where(r => r.LeafHash is null))
        {
            var fixedPart = record.Record;
            Assert.Equal(record.Index, fixedPart.GetProperty("index").GetInt64());
            if (fixedPart.GetProperty("kind").GetString() == "followed")
                rooms[RoomId.Parse(fixedPart.GetProperty("room").GetString()!)] = (fixedPart.GetProperty("seq").GetInt64(), fixedPart.GetProperty("hash").GetString()!);
            if (fixedPart.GetProperty("kind").GetString() is not ("event" or "refusal"))
                continue;
            var header = fixedPart.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!;
            var id = EventId.Parse(fixedPart.GetProperty("event").GetString()!);
            Assert.Equal(EventIdentity.Of(header), id);
            Assert.True(record.Body is null || EventIdentity.BodyMatches(header, record.Body), $"the body of record {record.Index} is not the one that its header promises");
            if (!fixedPart.TryGetProperty("hub", out var hubJson))
                continue;
            var hub = hubJson.Deserialize(OcipJson.Default.HubEntry)!;
            var (seq, previous) = rooms.GetValueOrDefault(header.Room, (0, EventIdentity.NoPrevious));
            Assert.Equal((seq + 1, previous), (hub.Seq, hub.Previous));
            rooms[header.Room] = (hub.Seq, Base64UrlText.Of(EventIdentity.HubEntryHash(header.Room, id, hub)));
        }
    }

    /// <summary>Of the fixed part; of a record that this reader may not know of, as it was given.</summary>
    private static byte[] LeafHash(ArchiveRecord record) => record.LeafHash is { } given ? Base64UrlText.TryDecode(given, MerkleTree.HashLength, out var hash) ? hash : []
        : MerkleTree.LeafHash(CanonicalJson.Of(record.Record));

    /// <summary>The log has only grown since an earlier audit.</summary>
    private async Task CheckGrowthAsync(ArchiveClient archive, ArchiveAudit earlier)
    {
        Assert.True(Checkpoint.Size >= earlier.Checkpoint.Size, "the log has become shorter");
        var proof = await archive.ConsistencyAsync(earlier.Checkpoint.Size, Checkpoint.Size);
        var path = proof.Path.Select(p => Base64UrlText.TryDecode(p, out var hash) ? hash : []).ToArray();
        Assert.True(
            MerkleTree.VerifyConsistency(earlier.Checkpoint.Size, Checkpoint.Size, earlier.Checkpoint.Root, Checkpoint.Root, path),
            "the log is not the earlier one with more after it");
    }

    private static string? TextOf(ArchiveRecord record)
    {
        var header = record.Record.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!;
        return header.Type switch
        {
            EventTypes.Message or EventTypes.Edit => Interop.Protocol.Content.MessageText.PlainOf(record.Body!.Content.Deserialize(OcipJson.Default.MessageContent)!),
            EventTypes.Retract => "-",
            _ => null,
        };
    }
}
