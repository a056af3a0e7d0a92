using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Interop.Server.Search.Index;

/// <summary>
/// The secret of one partition: what makes of a word the number that stands for it in the index (a truncated HMAC-SHA256), and what encrypts the word
/// itself in the vocabulary (AES-256-GCM). Whoever has the files alone sees which records share words, and no word.
/// </summary>
internal sealed class PartitionKey : IDisposable
{
    /// <summary>Octets of the secret.</summary>
    public const int Octets = 32;

    /// <summary>Of a token: with a million words two are alike once in two thousand indexes.</summary>
    private const int TokenBits = 50;

    private const int NonceOctets = 12;
    private const int TagOctets = 16;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    private readonly byte[] words;
    // A cipher of its own for each word: an AesGcm serves one thread at a time, and searches read while the index is written.
    private readonly byte[] vocabulary;

    public PartitionKey(ReadOnlySpan<byte> secret)
    {
        words = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret.ToArray(), 32, info: "ocip index words"u8.ToArray());
        vocabulary = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret.ToArray(), 32, info: "ocip index vocabulary"u8.ToArray());
    }

    /// <summary>The number that stands for a word.</summary>
    public long TokenOf(string word)
    {
        Span<byte> text = stackalloc byte[512];
        var length = Encoding.UTF8.GetByteCount(word) <= text.Length ? Encoding.UTF8.GetBytes(word, text) : 0;
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(words, length > 0 || word.Length == 0 ? text[..length] : Encoding.UTF8.GetBytes(word), hash);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) >> (64 - TokenBits));
    }

    /// <summary>A token as the full-text index has it: ten ASCII characters.</summary>
    public static string TextOf(long token) => string.Create(TokenBits / 5, token, static (text, value) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, value >>= 5)
            text[i] = Alphabet[(int)(value & 31)];
    });

    /// <summary>The token of a text; −1 when it is none.</summary>
    public static long NumberOf(string text)
    {
        var token = 0L;
        foreach (var c in text)
        {
            if (Alphabet.IndexOf(c, StringComparison.Ordinal) is not (>= 0 and var digit))
                return -1;
            token = (token << 5) | (uint)digit;
        }
        return text.Length == TokenBits / 5 ? token : -1;
    }

    /// <summary>The word for the vocabulary, bound to its token.</summary>
    public byte[] Seal(string word, long token)
    {
        var plain = Encoding.UTF8.GetBytes(word);
        var cell = new byte[NonceOctets + plain.Length + TagOctets];
        RandomNumberGenerator.Fill(cell.AsSpan(0, NonceOctets));
        using var cipher = new AesGcm(vocabulary, TagOctets);
        cipher.Encrypt(cell.AsSpan(0, NonceOctets), plain, cell.AsSpan(NonceOctets, plain.Length), cell.AsSpan(NonceOctets + plain.Length), Binding(token));
        return cell;
    }

    /// <exception cref="CryptographicException">It was changed, or is another token's.</exception>
    public string Open(ReadOnlySpan<byte> cell, long token)
    {
        if (cell.Length < NonceOctets + TagOctets)
            throw new CryptographicException("A word of the index is too short.");
        var plain = new byte[cell.Length - NonceOctets - TagOctets];
        using var cipher = new AesGcm(vocabulary, TagOctets);
        cipher.Decrypt(cell[..NonceOctets], cell.Slice(NonceOctets, plain.Length), cell[^TagOctets..], plain, Binding(token));
        return Encoding.UTF8.GetString(plain);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(vocabulary);
        CryptographicOperations.ZeroMemory(words);
    }

    private static byte[] Binding(long token)
    {
        var octets = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(octets, token);
        return octets;
    }
}
