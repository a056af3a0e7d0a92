using Interop.Protocol.Identifiers;

namespace Interop.Cli.Verification;

/// <summary>Where the copy of another provider's room begins: the entry before the first one that is here (spec 06).</summary>
/// <param name="Room">The room.</param>
/// <param name="Hub">Who orders it.</param>
/// <param name="Seq">Of that entry.</param>
/// <param name="Hash">Of that entry, base64url.</param>
internal sealed record FollowedPart(RoomId Room, ProviderName Hub, long Seq, string Hash);
