using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.Encoding;

namespace Interop.Protocol.ReviewApi;

/// <summary>
/// How a sample is drawn (spec 07.9): by the seed and the messages alone, so that whoever has both draws the same. Each message has a number of the seed;
/// those with the smallest are drawn.
/// </summary>
public static class SampleDraw
{
    public const string Guaranteed = "guaranteed";
    public const string Statistical = "statistical";

    private const int WholeMillionths = 1_000_000;
    private const int DecimalsMax = 4;

    /// <summary>base64url(SHA-256(JCS({seed, terms}))): told before the day, opened after it.</summary>
    /// <param name="terms">What is drawn of which day, as the record of the commitment has it.</param>
    /// <param name="seed">base64url of 32 octets.</param>
    public static string Commitment(JsonElement terms, string seed)
    {
        var whole = new JsonObject { ["seed"] = seed, ["terms"] = JsonObject.Create(terms) };
        return Base64UrlText.Of(SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(whole, OcipJson.Default.JsonObject))));
    }

    /// <summary>Of a percentage from 0 to 100 with up to four decimals: millionths; null when it is none.</summary>
    public static int? Millionths(string percent)
    {
        var isNumber = decimal.TryParse(percent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 100 && number.Scale <= DecimalsMax && char.IsAsciiDigit(percent[0]);
        return isNumber ? (int)(number * (WholeMillionths / 100)) : null;
    }

    /// <summary>The indexes that are drawn, rising.</summary>
    /// <param name="plan">Its share, minimum and method.</param>
    /// <param name="seed">32 octets.</param>
    /// <param name="messages">Those of the plan's day and people.</param>
    public static IReadOnlyList<long> Select(SamplingPlan plan, ReadOnlyMemory<byte> seed, IEnumerable<SampleMessage> messages)
    {
        var share = Millionths(plan.Percent) ?? throw new FormatException("a plan's percentage is none");
        var drawn = new List<long>();
        foreach (var person in messages.GroupBy(m => m.Sender, StringComparer.Ordinal))
        {
            var all = person.ToList();
            var found = all.Count(m => m.Found);
            var rest = all.Where(m => !m.Found).Select(m => (Number: NumberOf(seed.Span, m.Index), m.Index)).Order().ToList();
            var least = plan.Minimum ?? (plan.Method == Guaranteed ? 1 : 0);
            var asked = plan.Method == Guaranteed
                ? (((long)all.Count * share) + WholeMillionths - 1) / WholeMillionths - found
                : rest.Count(m => (UInt128)m.Number * WholeMillionths < (UInt128)share << 64);
            drawn.AddRange(rest.Take((int)Math.Max(0, Math.Max(asked, least - found))).Select(m => m.Index));
        }
        drawn.Sort();
        return drawn;
    }

    /// <summary>base64url(SHA-256 of the indexes in decimal, each with a line feed after it).</summary>
    public static string Digest(IEnumerable<long> drawn)
    {
        var text = new StringBuilder();
        foreach (var index in drawn)
            text.Append(CultureInfo.InvariantCulture, $"{index}\n");
        return Base64UrlText.Of(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text.ToString())));
    }

    /// <summary>The first eight octets of HMAC-SHA-256(seed, index in decimal).</summary>
    private static ulong NumberOf(ReadOnlySpan<byte> seed, long index)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(seed, System.Text.Encoding.ASCII.GetBytes(index.ToString(CultureInfo.InvariantCulture)), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
