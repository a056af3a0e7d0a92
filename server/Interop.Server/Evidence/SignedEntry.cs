using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Rooms;
using Microsoft.Data.Sqlite;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Evidence;

/// <summary>A hub's entry for one place of a room, with the hub's signature (spec 06).</summary>
/// <param name="Room">The room.</param>
/// <param name="Event">The event at this place.</param>
/// <param name="Entry">The place.</param>
/// <param name="Batch">What the hub signed.</param>
/// <param name="Proof">That the entry's hash is in it.</param>
internal sealed record SignedEntry(RoomId Room, EventId Event, HubEntry Entry, SignedBatch Batch, BatchProof Proof)
{
    private const int PathMax = 64;

    /// <summary>What the next entry of the room has as its previous.</summary>
    public byte[] Hash { get; } = EventIdentity.HubEntryHash(Room, Event, Entry);

    /// <summary>The entry that is archived here for a place; null when it has none, or nobody signed it for others.</summary>
    public static SignedEntry? Read(SqliteConnection connection, Room room, long seq)
    {
        var row = connection.QuerySingleOrDefault<(byte[] Record, byte[] Wire)?>(
            "SELECT r.record, a.wire FROM records r JOIN attestations a ON a.leaf=r.leaf WHERE r.room_id=@room AND r.seq=@seq", new { room = room.Id, seq });
        if (row is not { } found || Attestation.Parse(found.Wire) is not { HubSignature: { } proof } attestation)
            return null;
        using var record = JsonDocument.Parse(found.Record);
        return new SignedEntry(
            room.RoomId, EventId.Parse(record.RootElement.GetProperty("event").GetString()!), record.RootElement.GetProperty("hub").Deserialize(OcipJson.Default.HubEntry)!,
            attestation.Batches[proof.Batch], proof);
    }

    /// <summary>What a peer shows; null when it is not well formed.</summary>
    public static SignedEntry? Of(SignedHead head, SignedBatch[] batches)
    {
        var proof = head.Signature;
        if (proof.Batch < 0 || proof.Batch >= batches.Length || proof.Path.Length > PathMax || Array.IndexOf(proof.Path, null) >= 0)
            return null;
        return head.Entry.Seq >= 1 && WireTime.TryParse(head.Entry.Accepted, out _) && Base64UrlText.TryDecode(head.Entry.Previous, MerkleTree.HashLength, out _)
            ? new SignedEntry(head.Room, head.Event, head.Entry, batches[proof.Batch], proof)
            : null;
    }

    public SignedHead ToHead(AttestationBuilder batches) => new(Room, Event, Entry, batches.Refer(Batch, Proof));

    /// <summary>Whether the two cannot both be of one history: two entries for one place, or one that does not follow the other.</summary>
    public bool Contradicts(SignedEntry other) =>
        Room == other.Room
        && (Entry.Seq == other.Entry.Seq ? !Hash.AsSpan().SequenceEqual(other.Hash)
            : other.Entry.Seq == Entry.Seq + 1 ? other.Entry.Previous != Base64Url.EncodeToString(Hash)
            : Entry.Seq == other.Entry.Seq + 1 && Entry.Previous != Base64Url.EncodeToString(other.Hash));

    /// <summary>{batch, entry, event, proof}, as a record of a fork has it.</summary>
    public JsonObject ToJson() => new()
    {
        ["batch"] = JsonSerializer.SerializeToNode(Batch, OcipJson.Default.SignedBatch),
        ["entry"] = JsonSerializer.SerializeToNode(Entry, OcipJson.Default.HubEntry),
        ["event"] = Event.Value,
        ["proof"] = JsonSerializer.SerializeToNode(Proof with { Batch = 0 }, OcipJson.Default.BatchProof),
    };
}
