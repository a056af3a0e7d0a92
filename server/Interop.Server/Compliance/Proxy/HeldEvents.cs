using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Compliance.Proxy;

/// <summary>What waits for one recipient in one room.</summary>
/// <param name="Room">Where; its participants as they are now.</param>
/// <param name="Recipient">For whom.</param>
/// <param name="Events">In the order of the log; a page of all.</param>
internal sealed record HeldEvents(Room Room, User Recipient, IReadOnlyList<HeldEvent> Events)
{
    private static readonly Dictionary<EventId, PolicyEffect> None = [];

    /// <summary>What has become just now of those on earlier pages that were blocked, or are being reviewed.</summary>
    public IReadOnlyDictionary<EventId, PolicyEffect> Before { get; init; } = None;
}
