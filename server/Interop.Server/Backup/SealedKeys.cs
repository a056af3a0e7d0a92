using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Server.Archive.Encryption;
using Interop.Server.Identity;

namespace Interop.Server.Backup;

/// <summary>
/// The server's own keys in a backup: keys.sealed, AES-256-GCM under a key of its own, which the key-encryption key wraps. So a backup signs nothing and
/// opens nothing by itself. A server that is started on a restored folder opens it, once.
/// </summary>
internal static class SealedKeys
{
    public const string FileName = "keys.sealed";
    private const string EncryptionKeys = "kek-*.key";
    private static readonly byte[] Context = Encoding.ASCII.GetBytes("ocip backup keys");

    /// <summary>What keys.sealed has; the keys that encrypt the archive are not in it.</summary>
    public static byte[] Seal(string keysFolder, IKeyEncryption encryption, string keyId)
    {
        var apart = Directory.EnumerateFiles(keysFolder, EncryptionKeys).ToHashSet(StringComparer.Ordinal);
        var files = Directory.EnumerateFiles(keysFolder).Where(f => !apart.Contains(f) && !f.EndsWith(".new", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetFileName(f), File.ReadAllText, StringComparer.Ordinal);
        var plain = JsonSerializer.SerializeToUtf8Bytes(files);
        var key = RandomNumberGenerator.GetBytes(32);
        var box = new byte[AesGcm.NonceByteSizes.MaxSize + plain.Length + AesGcm.TagByteSizes.MaxSize];
        RandomNumberGenerator.Fill(box.AsSpan(0, AesGcm.NonceByteSizes.MaxSize));
        using (var aead = new AesGcm(key, AesGcm.TagByteSizes.MaxSize))
            aead.Encrypt(box.AsSpan(0, AesGcm.NonceByteSizes.MaxSize), plain, box.AsSpan(AesGcm.NonceByteSizes.MaxSize, plain.Length), box.AsSpan(AesGcm.NonceByteSizes.MaxSize + plain.Length), Context);
        var wrapped = encryption.Wrap(keyId, key, Context);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(plain);
        return JsonSerializer.SerializeToUtf8Bytes(new Box(keyId, Base64UrlText.Of(wrapped), Base64UrlText.Of(box)));
    }

    /// <summary>The key-encryption keys, for a backup that can be read by itself.</summary>
    public static IEnumerable<string> EncryptionKeyFiles(string keyFolder) => Directory.EnumerateFiles(keyFolder, EncryptionKeys);

    /// <summary>
    /// Puts the keys of a restored folder where the server looks for them, before it does. A crash before the file is deleted: the same again.
    /// </summary>
    /// <exception cref="EncryptionKeyException">The key-encryption key is not there, or is another.</exception>
    public static void OpenRestored(ServerOptions options)
    {
        var path = Path.Combine(options.Data, FileName);
        if (!File.Exists(path))
            return;
        var box = JsonSerializer.Deserialize<Box>(File.ReadAllBytes(path)) ?? throw new EncryptionKeyException($"{path} is empty.");
        var key = new KeyEncryptionFiles(options.KeyFolder).Unwrap(box.Kek, Octets(box.Wrapped), Context);
        var octets = Octets(box.Sealed);
        var plain = new byte[octets.Length - AesGcm.NonceByteSizes.MaxSize - AesGcm.TagByteSizes.MaxSize];
        using (var aead = new AesGcm(key, AesGcm.TagByteSizes.MaxSize))
            aead.Decrypt(octets.AsSpan(0, AesGcm.NonceByteSizes.MaxSize), octets.AsSpan(AesGcm.NonceByteSizes.MaxSize, plain.Length), octets.AsSpan(octets.Length - AesGcm.TagByteSizes.MaxSize), plain, Context);
        var folder = Directory.CreateDirectory(Path.Combine(options.Data, "keys")).FullName;
        foreach (var (name, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(plain)!)
            PrivateFile.Write(Path.Combine(folder, Path.GetFileName(name)), text);
        CryptographicOperations.ZeroMemory(key);
        File.Delete(path);
    }

    private static byte[] Octets(string text) => Base64UrlText.TryDecode(text, out var octets) ? octets : throw new EncryptionKeyException("keys.sealed is damaged.");

    private sealed record Box(string Kek, string Wrapped, string Sealed);
}
