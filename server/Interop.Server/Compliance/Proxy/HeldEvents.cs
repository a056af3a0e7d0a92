using Interop.Server.Identity;
using Interop.Server.Rooms;

namespace Interop.Server.Compliance.Proxy;

/// <summary>What waits for one recipient in one room.</summary>
/// <param name="Room">Where; its participants as they are now.</param>
/// <param name="Recipient">For whom.</param>
/// <param name="Events">In the order of the log.</param>
internal sealed record HeldEvents(Room Room, User Recipient, IReadOnlyList<HeldEvent> Events);
