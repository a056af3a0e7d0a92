namespace Interop.Protocol.AdminApi;

/// <summary>A key-encryption key (spec 08.9): of its existence, never its octets.</summary>
/// <param name="Id">16 hexadecimal digits.</param>
/// <param name="CreatedAt">RFC 3339 UTC.</param>
/// <param name="Groups">How many group keys it wraps.</param>
/// <param name="RetiredAt">RFC 3339 UTC: another one has been in use since; null for the one in use.</param>
/// <param name="DestroyedAt">RFC 3339 UTC: it is gone; null for one that is there.</param>
public sealed record EncryptionKeyView(string Id, string CreatedAt, long Groups, string? RetiredAt = null, string? DestroyedAt = null);
