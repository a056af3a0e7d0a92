namespace Interop.Server.Archive.Encryption;

/// <summary>
/// Key-encryption keys: they wrap the archive's group keys and nothing else, so that a key-management system can stand in for the files
/// (<see cref="KeyEncryptionFiles"/>) without ever seeing a message.
/// </summary>
internal interface IKeyEncryption
{
    /// <summary>Makes a key; answers its id. It is used once the store names it.</summary>
    string Create();

    /// <summary>Encrypts a group key (32 octets).</summary>
    /// <param name="keyId">Which key-encryption key.</param>
    /// <param name="key">The group key.</param>
    /// <param name="context">What the result belongs to; it must be given again to unwrap.</param>
    byte[] Wrap(string keyId, ReadOnlySpan<byte> key, ReadOnlySpan<byte> context);

    /// <exception cref="EncryptionKeyException">There is no such key here, or it is not the one that wrapped this.</exception>
    byte[] Unwrap(string keyId, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context);

    /// <summary>Destroys a key for good: what it alone has wrapped cannot be read any more.</summary>
    void Destroy(string keyId);
}
