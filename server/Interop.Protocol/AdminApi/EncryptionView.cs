namespace Interop.Protocol.AdminApi;

/// <summary>Keys that encrypt an archive at rest (spec 08.9).</summary>
/// <param name="Current">Id of the key-encryption key that is in use.</param>
/// <param name="Keys">All that there ever were, oldest first.</param>
public sealed record EncryptionView(string Current, EncryptionKeyView[] Keys);
