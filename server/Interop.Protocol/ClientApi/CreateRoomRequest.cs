using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ClientApi;

/// <param name="Kind">group or direct; the direct room of two users is one room, however often it is asked for.</param>
/// <param name="Participants">Besides the creator.</param>
/// <param name="Name">Of group rooms, ≤ 255 octets.</param>
/// <param name="Topic">Of group rooms, ≤ 1024 octets.</param>
public sealed record CreateRoomRequest(string Kind, UserId[] Participants, string? Name = null, string? Topic = null);
