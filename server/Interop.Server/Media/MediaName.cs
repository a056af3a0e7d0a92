namespace Interop.Server.Media;

/// <summary>What the store calls octets: base64url(HMAC-SHA-256(name key, their SHA-256)). Unique in one store, and says nothing outside of it.</summary>
internal readonly record struct MediaName(string Value);
