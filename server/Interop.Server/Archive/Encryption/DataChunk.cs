using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Server.Archive.Encryption;

/// <summary>
/// One chunk of an encrypted file: nonce (12), ciphertext, tag (16). Its number and whether it is the last are authenticated with it, so that chunks
/// cannot be exchanged, taken out or put behind the end. Nonces are random: the last chunk of what is still coming is written again.
/// </summary>
internal static class DataChunk
{
    /// <summary>Octets of content in a chunk; the last has fewer or as many.</summary>
    public const int PlainOctets = 64 * 1024;

    /// <summary>Octets that a chunk has beside its content.</summary>
    public const int Overhead = NonceOctets + TagOctets;

    /// <summary>Octets of a full chunk in the file.</summary>
    public const int SealedOctets = PlainOctets + Overhead;

    private const int NonceOctets = 12;
    private const int TagOctets = 16;
    private const int NumberOctets = 8;

    public static AesGcm Cipher(ReadOnlySpan<byte> key) => new(key, TagOctets);

    /// <returns>Octets written to <paramref name="to"/>.</returns>
    public static int Seal(AesGcm cipher, long number, bool last, ReadOnlySpan<byte> plain, Span<byte> to)
    {
        Span<byte> bound = stackalloc byte[NumberOctets + 1];
        Bind(bound, number, last);
        var nonce = to[..NonceOctets];
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, plain, to.Slice(NonceOctets, plain.Length), to.Slice(NonceOctets + plain.Length, TagOctets), bound);
        return plain.Length + Overhead;
    }

    /// <returns>Octets written to <paramref name="plain"/>; -1: it is not what was written there.</returns>
    public static int Open(AesGcm cipher, long number, bool last, ReadOnlySpan<byte> chunk, Span<byte> plain)
    {
        var size = chunk.Length - Overhead;
        if (size < 0)
            return -1;
        Span<byte> bound = stackalloc byte[NumberOctets + 1];
        Bind(bound, number, last);
        try
        {
            cipher.Decrypt(chunk[..NonceOctets], chunk.Slice(NonceOctets, size), chunk[^TagOctets..], plain[..size], bound);
            return size;
        }
        catch (AuthenticationTagMismatchException)
        {
            return -1;
        }
    }

    private static void Bind(Span<byte> bound, long number, bool last)
    {
        BinaryPrimitives.WriteInt64BigEndian(bound, number);
        bound[NumberOctets] = last ? (byte)1 : (byte)0;
    }
}
