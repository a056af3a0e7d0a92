using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;

namespace Interop.Cli.Verification;

/// <summary>That a record of a fork proves one: two signed entries of a hub, or two signed checkpoints, that cannot both be of one history (spec 06, 08).</summary>
internal sealed class ForkCheck(BatchEntryCheck entries, PeerKeySets keys)
{
    /// <summary>Forks on record.</summary>
    public long Count { get; private set; }

    /// <exception cref="ArchiveFaultException">It proves none.</exception>
    public void Take(LogRow row, FixedPart part)
    {
        if (part.Kind != "fork")
            return;
        try
        {
            using var record = JsonDocument.Parse(row.Record);
            var fault = record.RootElement.TryGetProperty("log", out _) ? OfLog(record.RootElement) : OfRoom(record.RootElement);
            if (fault is not null)
                throw new ArchiveFaultException($"record {part.Index} proves no fork: {fault}");
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ArchiveFaultException($"record {part.Index} proves no fork: {fault.Message}");
        }
        Count++;
    }

    private string? OfRoom(JsonElement record)
    {
        var room = RoomId.Parse(record.GetProperty("room").GetString()!);
        var hub = ProviderName.Parse(record.GetProperty("hub").GetString()!);
        var (ours, ourHash, ourFault) = Entry(room, hub, record.GetProperty("ours"));
        var (theirs, theirHash, theirFault) = Entry(room, hub, record.GetProperty("theirs"));
        if ((ourFault ?? theirFault) is { } fault)
            return $"the hub's signature {fault}";
        var contradict = ours.Seq == theirs.Seq ? ourHash != theirHash
            : theirs.Seq == ours.Seq + 1 ? theirs.Previous != ourHash
            : ours.Seq == theirs.Seq + 1 && ours.Previous != theirHash;
        return contradict ? null : "the two entries can be of one history";
    }

    private (HubEntry Entry, string Hash, string? Fault) Entry(RoomId room, ProviderName hub, JsonElement side)
    {
        var entry = side.GetProperty("entry").Deserialize(OcipJson.Default.HubEntry)!;
        var hash = EventIdentity.HubEntryHash(room, EventId.Parse(side.GetProperty("event").GetString()!), entry);
        var fault = entries.FaultOf(
            side.GetProperty("batch").Deserialize(OcipJson.Default.SignedBatch)!, side.GetProperty("proof").Deserialize(OcipJson.Default.BatchProof)!, hash, new SignedBy(hub, KeyPurposes.Hub, entry.Accepted));
        return (entry, Base64UrlText.Of(hash), fault);
    }

    private string? OfLog(JsonElement record)
    {
        if (keys.Of(ProviderName.Parse(record.GetProperty("provider").GetString()!), KeyPurposes.Checkpoint) is not { } pinned)
            return null;
        if (pinned.FaultOf(record.GetProperty("ours").GetString()!, out var ours) is { } first)
            return $"the checkpoint that was witnessed {first}";
        if (pinned.FaultOf(record.GetProperty("theirs").GetString()!, out var theirs) is { } second)
            return $"the checkpoint that was refused {second}";
        var path = record.GetProperty("proof").EnumerateArray().Select(h => Base64UrlText.TryDecode(h.GetString()!, MerkleTree.HashLength, out var hash) ? hash : []).ToArray();
        return ours.Origin == theirs.Origin && !MerkleTree.VerifyConsistency(ours.Size, theirs.Size, ours.Root, theirs.Root, path) ? null : "the two checkpoints can be of one log";
    }
}
