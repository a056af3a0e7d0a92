using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Cli.Verification;

/// <summary>
/// Reads an encrypted file of a data folder (spec 08): eight octets that name the form, then chunks of 64 KiB, each nonce (12), ciphertext, tag (16),
/// AES-256-GCM, with the chunk's number and whether it is the last authenticated.
/// </summary>
internal static class EncryptedFile
{
    private const int PlainOctets = 64 * 1024;
    private const int NonceOctets = 12;
    private const int TagOctets = 16;
    private const int SealedOctets = NonceOctets + PlainOctets + TagOctets;

    private static ReadOnlySpan<byte> Magic => "OCIPDF1\n"u8;

    /// <summary>SHA-256 and number of the octets in it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="key">Its key.</param>
    /// <exception cref="InvalidDataException">It is not what was written; the message names the chunk.</exception>
    public static (byte[] Hash, long Size) Read(FileInfo file, byte[] key)
    {
        using var octets = file.OpenRead();
        Span<byte> magic = stackalloc byte[Magic.Length];
        if (octets.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) != magic.Length || !magic.SequenceEqual(Magic))
            throw new InvalidDataException("it does not begin as an encrypted file does");
        using var cipher = new AesGcm(key, TagOctets);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[SealedOctets];
        var plain = new byte[PlainOctets];
        var bound = new byte[9];
        var size = 0L;
        for (var number = 0L; ; number++)
        {
            var read = octets.ReadAtLeast(chunk, SealedOctets, throwOnEndOfStream: false);
            var last = octets.Position == octets.Length;
            var count = read - NonceOctets - TagOctets;
            BinaryPrimitives.WriteInt64BigEndian(bound, number);
            bound[8] = last ? (byte)1 : (byte)0;
            try
            {
                if (count < 0)
                    throw new AuthenticationTagMismatchException();
                cipher.Decrypt(chunk.AsSpan(0, NonceOctets), chunk.AsSpan(NonceOctets, count), chunk.AsSpan(NonceOctets + count, TagOctets), plain.AsSpan(0, count), bound);
            }
            catch (AuthenticationTagMismatchException wrong)
            {
                throw new InvalidDataException($"chunk {number} is not what was written", wrong);
            }
            hash.AppendData(plain.AsSpan(0, count));
            size += count;
            if (last)
                return (hash.GetHashAndReset(), size);
        }
    }
}
