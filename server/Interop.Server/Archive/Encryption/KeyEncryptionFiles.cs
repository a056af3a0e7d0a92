using System.Buffers.Text;
using System.Security.Cryptography;
using Interop.Server.Identity;

namespace Interop.Server.Archive.Encryption;

/// <summary>
/// Key-encryption keys as files that only their owner may read: {folder}/kek-{id}.key, 32 octets as base64url (spec 08.9). Where the folder
/// is on another volume than the data (--key-folder), the data alone says nothing.
/// </summary>
internal sealed class KeyEncryptionFiles : IKeyEncryption
{
    private readonly string folder;

    public KeyEncryptionFiles(string folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
    }

    public string Create()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        PrivateFile.Write(PathOf(id), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(WrappedKey.KeyOctets)));
        return id;
    }

    public byte[] Wrap(string keyId, ReadOnlySpan<byte> key, ReadOnlySpan<byte> context)
    {
        using var aead = Load(keyId);
        return WrappedKey.Wrap(aead, key, context);
    }

    public byte[] Unwrap(string keyId, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context)
    {
        using var aead = Load(keyId);
        try
        {
            return WrappedKey.Unwrap(aead, wrapped, context);
        }
        catch (AuthenticationTagMismatchException wrong)
        {
            throw new EncryptionKeyException($"{PathOf(keyId)} is not the key that this archive was encrypted with, or the archive's table key_groups was altered.", wrong);
        }
    }

    public void Destroy(string keyId)
    {
        var path = PathOf(keyId);
        if (!File.Exists(path))
            return;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            file.Write(new byte[file.Length]);
            file.Flush(flushToDisk: true);
        }
        File.Delete(path);
    }

    private AesGcm Load(string keyId)
    {
        var path = PathOf(keyId);
        if (!File.Exists(path))
            throw new EncryptionKeyException($"The archive's key {path} is not there. Put it back, or say with --key-folder where it is.");
        var key = new byte[WrappedKey.KeyOctets];
        var text = File.ReadAllText(path).Trim();
        if (!Base64Url.TryDecodeFromChars(text, key, out var octets) || octets != key.Length)
            throw new EncryptionKeyException($"{path} is no key: 32 octets as base64url are expected.");
        return new AesGcm(key, WrappedKey.TagOctets);
    }

    private string PathOf(string keyId) => Path.Combine(folder, $"kek-{keyId}.key");
}
