using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Verification;

/// <summary>Each room's hash chain: seq without a gap from 1, each entry naming the hash of the one before it (spec 05).</summary>
internal sealed class RoomChains
{
    private readonly Dictionary<RoomId, Head> heads = [];

    public int Count => heads.Count;

    /// <exception cref="ArchiveFaultException">The record does not continue its room's chain.</exception>
    public void Take(LogRow row, FixedPart part)
    {
        if (part.Room is not { } room)
            return;
        var head = heads.GetValueOrDefault(room) ?? new Head(row.RoomRow, 0, EventIdentity.NoPrevious);
        if (row.RoomRow != head.RoomRow)
            throw new ArchiveFaultException($"record {part.Index} is filed under another room than the earlier records of {room}");
        heads[room] = head;
        // A refused event has no place in its room.
        if (part.Hub is not { } hub)
            return;
        if (hub.Seq != head.Seq + 1)
            throw new ArchiveFaultException($"record {part.Index}: seq {hub.Seq} follows seq {head.Seq} in {room}; there is a gap or a repeat");
        if (hub.Previous != head.Hash)
            throw new ArchiveFaultException($"record {part.Index}: the entry before it in {room} is not the one that it names");
        heads[room] = new Head(head.RoomRow, hub.Seq, Base64UrlText.Of(EventIdentity.HubEntryHash(room, part.Event!.Value, hub)));
    }

    /// <summary>At the end of the log: the rooms are where the server believes that they are.</summary>
    public void End(DataFolder folder)
    {
        var byUuid = heads.ToDictionary(pair => pair.Key.Uuid.ToString("D"), pair => pair.Value);
        foreach (var (uuid, seq, hash) in folder.RoomHeads())
        {
            var head = byUuid.GetValueOrDefault(uuid) ?? new Head(null, 0, EventIdentity.NoPrevious);
            if (seq != head.Seq || (seq > 0 && Base64UrlText.Of(hash) != head.Hash))
                throw new ArchiveFaultException($"room {uuid}: the log ends at seq {head.Seq}, but the server's head is at seq {seq} with another hash: records are missing at the end, or the head was changed");
        }
    }

    private sealed record Head(long? RoomRow, long Seq, string Hash);
}
