using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Interop.Server.Supervision.Following;

/// <summary>
/// Finds texts that are nearly the same (spec 07.9), such as one form letter with other names: MinHash over runs of letters, cut into bands. Texts of which
/// 9 of 10 runs are the same share a band nearly always (99.5 %), of which half are the same in 28 of 100 cases, and of which a tenth are the same never
/// (0.05 %). Runs instead of words, so that scripts without spaces need nothing of their own. Keyed: nobody who reads the store can try what a text was.
/// </summary>
internal static class SimilarTexts
{
    /// <summary>Letters of a run.</summary>
    public const int RunLetters = 5;

    /// <summary>Texts with fewer letters say too little: a greeting is like any other.</summary>
    public const int LettersMin = 20;

    /// <summary>Letters that are looked at.</summary>
    public const int LettersMax = 20_000;

    public const int Bands = 5;
    private const int Rows = 4;

    /// <summary>The bands of a text; two texts are similar when they share one. None for a text that says too little.</summary>
    /// <param name="folded">Letters and digits only, see <see cref="Search.Text.FoldedLetters"/>.</param>
    /// <param name="key">32 octets.</param>
    public static long[] BandsOf(ReadOnlySpan<char> folded, byte[] key)
    {
        if (folded.Length < LettersMin)
            return [];
        Span<ulong> seeds = stackalloc ulong[Bands * Rows];
        Span<ulong> least = stackalloc ulong[Bands * Rows];
        least.Fill(ulong.MaxValue);
        Span<byte> derived = stackalloc byte[Bands * Rows * sizeof(ulong)];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived, salt: [], info: "similar texts"u8);
        for (var i = 0; i < seeds.Length; i++)
            seeds[i] = BinaryPrimitives.ReadUInt64LittleEndian(derived[(i * sizeof(ulong))..]);
        var letters = folded[..Math.Min(folded.Length, LettersMax)];
        for (var at = 0; at + RunLetters <= letters.Length; at++)
        {
            var run = Run(letters.Slice(at, RunLetters), seeds[0]);
            for (var i = 0; i < seeds.Length; i++)
                least[i] = Math.Min(least[i], Mix(run ^ seeds[i]));
        }
        var bands = new long[Bands];
        Span<byte> rows = stackalloc byte[1 + (Rows * sizeof(ulong))];
        for (var band = 0; band < Bands; band++)
        {
            rows[0] = (byte)band;
            for (var row = 0; row < Rows; row++)
                BinaryPrimitives.WriteUInt64LittleEndian(rows[(1 + (row * sizeof(ulong)))..], least[(band * Rows) + row]);
            bands[band] = BinaryPrimitives.ReadInt64LittleEndian(HMACSHA256.HashData(key, rows));
        }
        return bands;
    }

    private static ulong Run(ReadOnlySpan<char> letters, ulong seed)
    {
        var hash = seed;
        foreach (var letter in letters)
            hash = Mix(hash ^ letter);
        return hash;
    }

    /// <summary>The finalizer of SplitMix64: a permutation of 64 bits.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
