using System.Globalization;

namespace Interop.Protocol.Tests.Fuzzing;

/// <summary>
/// Throws mutations of good input at a parser for a while: about two seconds, or INTEROP_FUZZ_SECONDS. A failure names its seed;
/// INTEROP_FUZZ_SEED runs the same mutations again.
/// </summary>
internal static class Fuzzer
{
    private const double SecondsByDefault = 2;
    private const int LengthMax = 4096;

    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "\"", "\\", "\\u", "\\ud800", "\\udc00", "{", "}", "[", "]", ",", ":", "null", "true", "-0", "1e400", "9007199254740993", "0.1", "\0", "\n\n", "\r", "..", ".",
            "=", " ", "— ", "/", "ocip://", "/u/", "/r/", "é", "e\u0301", "\ufeff", "😀", "\uffff", "İ", "ﬁ", "\u05d0", "\u0660", "{\"a\":1,\"a\":2}", "AAAA", "-1", "99999999999999999999",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    ];

    /// <summary>Runs <paramref name="target"/> over mutations of the seeds; it throws when the parser has misbehaved.</summary>
    public static void Run(string name, IReadOnlyList<byte[]> seeds, Action<byte[]> target)
    {
        var seconds = double.TryParse(Environment.GetEnvironmentVariable("INTEROP_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var given) ? given : SecondsByDefault;
        var fixedSeed = int.TryParse(Environment.GetEnvironmentVariable("INTEROP_FUZZ_SEED"), CultureInfo.InvariantCulture, out var wanted);
        var started = TimeProvider.System.GetTimestamp();
        var corpus = seeds.ToList();
        foreach (var seed in seeds)
            Try(name, 0, seed, target);
        do
        {
            var number = fixedSeed ? wanted : Environment.TickCount ^ (int)TimeProvider.System.GetTimestamp();
            var numbers = Numbers(number);
            // One seed drives a whole round, so that a failure is found again from it alone.
            for (var i = 0; i < 2000 && TimeProvider.System.GetElapsedTime(started).TotalSeconds < seconds; i++)
                Try(name, number, Mutate(corpus[numbers(corpus.Count)], corpus, numbers), target);
        }
        while (!fixedSeed && TimeProvider.System.GetElapsedTime(started).TotalSeconds < seconds);
    }

    private static void Try(string name, int seed, byte[] input, Action<byte[]> target)
    {
        try
        {
            target(input);
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{name}: {fault.Message}\nINTEROP_FUZZ_SEED={seed}\ninput (hex): {Convert.ToHexString(input)}", fault);
        }
    }

    private static byte[] Mutate(byte[] from, List<byte[]> corpus, Func<int, int> numbers)
    {
        var bytes = from.ToList();
        for (var times = 1 + numbers(4); times > 0; times--)
        {
            var at = numbers(bytes.Count + 1);
            switch (numbers(7))
            {
                case 0 when bytes.Count > 0:
                    bytes[Math.Min(at, bytes.Count - 1)] ^= (byte)(1 << numbers(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(numbers(16), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Pieces[numbers(Pieces.Length)]);
                    break;
                case 3:
                    var other = corpus[numbers(corpus.Count)];
                    bytes.InsertRange(at, other.Skip(numbers(other.Length + 1)).Take(numbers(64)));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.Skip(numbers(bytes.Count + 1)).Take(numbers(32)).ToArray());
                    break;
                case 5:
                    bytes.Insert(at, (byte)numbers(256));
                    break;
                default:
                    var piece = Pieces[numbers(Pieces.Length)];
                    bytes.RemoveRange(at, Math.Min(piece.Length, bytes.Count - at));
                    bytes.InsertRange(at, piece);
                    break;
            }
        }
        return [.. bytes.Take(LengthMax)];
    }

    /// <summary>SplitMix64: repeatable numbers below a bound.</summary>
    private static Func<int, int> Numbers(int seed)
    {
        var state = (ulong)seed;
        return bound =>
        {
            state += 0x9E3779B97F4A7C15;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)bound);
        };
    }
}
