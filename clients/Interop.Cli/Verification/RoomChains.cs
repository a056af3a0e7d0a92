using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Verification;

/// <summary>
/// Each room's hash chain: seq without a gap from 1, each entry naming the hash of the one before it (spec 05). The copy of another
/// provider's room begins where a record says (spec 06).
/// </summary>
internal sealed class RoomChains
{
    private readonly Dictionary<RoomId, Head> heads = [];

    public int Count => heads.Count;

    /// <summary>Who orders the room that the record belongs to, as far as is known; null when it belongs to none.</summary>
    public ProviderName? HubOf(FixedPart part) => part.Room is { } room ? heads.GetValueOrDefault(room)?.Hub ?? room.Provider : null;

    /// <exception cref="ArchiveFaultException">The record does not continue its room's chain.</exception>
    public void Take(LogRow row, FixedPart part)
    {
        if (part.Followed is { } followed)
        {
            Begin(part.Index, followed);
            return;
        }
        if (part.Room is not { } room)
            return;
        var head = heads.GetValueOrDefault(room) ?? new Head(row.RoomRow, 0, EventIdentity.NoPrevious, room.Provider);
        if (head.RoomRow is null)
            head = head with { RoomRow = row.RoomRow };
        if (row.RoomRow != head.RoomRow)
            throw new ArchiveFaultException($"record {part.Index} is filed under another room than the earlier records of {room}");
        heads[room] = head;
        // A refused event has no place in its room, nor has one on its way there.
        if (part.Hub is not { } hub)
            return;
        if (hub.Seq != head.Seq + 1)
            throw new ArchiveFaultException($"record {part.Index}: seq {hub.Seq} follows seq {head.Seq} in {room}; there is a gap or a repeat");
        if (hub.Previous != head.Hash)
            throw new ArchiveFaultException($"record {part.Index}: the entry before it in {room} is not the one that it names");
        heads[room] = head with { Seq = hub.Seq, Hub = part.HandsOverTo ?? head.Hub, Hash = Base64UrlText.Of(EventIdentity.HubEntryHash(room, part.Event!.Value, hub)) };
    }

    /// <summary>At the end of the log: the rooms are where the server believes that they are.</summary>
    /// <param name="folder">Has the server's heads: rooms of its own by their UUID, others by their whole id.</param>
    /// <param name="log">Name of the log, which begins with the provider's.</param>
    public void End(DataFolder folder, string log)
    {
        var own = $"ocip://{log.Split('/')[0]}/r/";
        foreach (var (uuid, seq, hash) in folder.RoomHeads())
        {
            var id = RoomId.TryParse(uuid, out var foreign) ? foreign : RoomId.Parse(own + uuid);
            var head = heads.GetValueOrDefault(id) ?? new Head(null, 0, EventIdentity.NoPrevious, id.Provider);
            if (seq != head.Seq || (seq > 0 && Base64UrlText.Of(hash) != head.Hash))
                throw new ArchiveFaultException($"room {uuid}: the log ends at seq {head.Seq}, but the server's head is at seq {seq} with another hash: records are missing at the end, or the head was changed");
        }
    }

    /// <summary>A copy begins, or begins anew after everybody had left or its history was given up for the hub's.</summary>
    private void Begin(long index, FollowedPart followed)
    {
        var known = heads.GetValueOrDefault(followed.Room);
        if (known is not null && followed.Seq < known.Seq)
            throw new ArchiveFaultException($"record {index}: the copy of {followed.Room} begins anew after seq {followed.Seq}, but {known.Seq} entries of it are here");
        heads[followed.Room] = new Head(known?.RoomRow, followed.Seq, followed.Hash, followed.Hub);
    }

    private sealed record Head(long? RoomRow, long Seq, string Hash, ProviderName Hub);
}
