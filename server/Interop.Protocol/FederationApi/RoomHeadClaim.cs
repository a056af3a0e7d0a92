using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>What a provider has as an entry of a room: two different ones for the same seq prove a forked history.</summary>
/// <param name="Room">The room.</param>
/// <param name="Seq">Number of the entry.</param>
/// <param name="Hash">base64url of the hub entry's hash (spec 05).</param>
public sealed record RoomHeadClaim(RoomId Room, long Seq, string Hash);
