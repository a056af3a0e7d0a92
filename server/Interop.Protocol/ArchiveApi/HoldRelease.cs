namespace Interop.Protocol.ArchiveApi;

/// <summary>Releases a hold, or refuses that of a peer (spec 9.6, 9.7).</summary>
/// <param name="Why">At most 512 octets.</param>
public sealed record HoldRelease(string Why);
