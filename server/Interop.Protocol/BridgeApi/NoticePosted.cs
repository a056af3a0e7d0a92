using Interop.Protocol.Identifiers;

namespace Interop.Protocol.BridgeApi;

/// <summary>The bridge has posted the notice where these people see it.</summary>
/// <param name="Room">The room whose portal it was posted in.</param>
/// <param name="Users">Who was told.</param>
/// <param name="Version">Version of the notice.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Digest">base64url(SHA-256(UTF-8 text)).</param>
/// <param name="NativeId">Id of the native message.</param>
/// <param name="PostedAt">RFC 3339 UTC.</param>
public sealed record NoticePosted(RoomId Room, UserId[] Users, string Version, string Language, string Digest, string NativeId, string PostedAt);
