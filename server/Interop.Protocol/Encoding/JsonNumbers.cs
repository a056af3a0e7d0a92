using System.Buffers;
using System.Globalization;

namespace Interop.Protocol.Encoding;

/// <summary>Numbers of I-JSON (RFC 7493 §2.2) and how ECMAScript writes them (RFC 8785 §3.2.2.3).</summary>
internal static class JsonNumbers
{
    /// <summary>2^53−1: up to here every whole number is a double of its own.</summary>
    private const double SafeMax = 9007199254740991;

    // Sign, 17 digits, point, 6 zeros or an exponent.
    private const int LengthMax = 32;

    // So many digits are always below 2^53.
    private const int SafeDigits = 15;

    /// <summary>Refuses a number whose nearest double is beyond ±(2^53−1). The token is a number that a JSON reader has accepted.</summary>
    public static void RefuseUnsafe(ReadOnlySpan<byte> token, long offset)
    {
        if (IsShortInteger(token))
            return;
        if (!double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(Math.Abs(value) <= SafeMax))
            throw new MalformedJsonException("a number beyond 2^53-1", offset);
    }

    /// <summary>The number as RFC 8785 writes it.</summary>
    public static void WriteCanonical(ReadOnlySpan<byte> token, IBufferWriter<byte> output)
    {
        if (IsShortInteger(token) && token is not [(byte)'-', (byte)'0'])
        {
            output.Write(token);
            return;
        }
        var value = double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
            throw new MalformedJsonException("a number that is not finite as a double", 0);
        Span<byte> text = stackalloc byte[LengthMax];
        output.Write(text[..Format(value, text)]);
    }

    /// <summary>Number.prototype.toString of ECMAScript: the shortest digits that read back as the same double.</summary>
    /// <returns>Octets written; at most <see cref="LengthMax"/>.</returns>
    private static int Format(double value, Span<byte> text)
    {
        if (value == 0)
        {
            text[0] = (byte)'0';
            return 1;
        }

        // "R" gives the shortest digits that round-trip, as 123.45 or 1.2345E+30; they are taken apart and laid out anew.
        Span<byte> shortest = stackalloc byte[LengthMax];
        if (!Math.Abs(value).TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture))
            throw new InvalidOperationException("a double in its shortest form takes at most 24 octets");
        Span<byte> digits = stackalloc byte[LengthMax];
        var (count, point) = TakeApart(shortest[..length], digits);

        var at = 0;
        if (value < 0)
            text[at++] = (byte)'-';
        return at + LayOut(digits[..count], point, text[at..]);
    }

    /// <summary>Digits without leading or trailing zeros, and where the point stands: value = 0.d1d2d3… × 10^point.</summary>
    private static (int Count, int Point) TakeApart(ReadOnlySpan<byte> text, Span<byte> digits)
    {
        int count = 0, exponent = 0, wholeDigits = 0;
        var seenPoint = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'E')
            {
                exponent = int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            if (text[i] == (byte)'.')
            {
                seenPoint = true;
                continue;
            }
            if (count == 0 && text[i] == (byte)'0')
            {
                // A zero before the first digit that counts: behind the point it moves the point.
                if (seenPoint)
                    wholeDigits--;
                continue;
            }
            digits[count++] = text[i];
            if (!seenPoint)
                wholeDigits++;
        }
        while (digits[count - 1] == (byte)'0')
            count--;
        return (count, wholeDigits + exponent);
    }

    /// <summary>The four layouts of ECMA-262 Number::toString; <paramref name="point"/> is its n.</summary>
    private static int LayOut(ReadOnlySpan<byte> digits, int point, Span<byte> text)
    {
        var k = digits.Length;
        if (k <= point && point <= 21)
        {
            digits.CopyTo(text);
            text[k..point].Fill((byte)'0');
            return point;
        }
        if (point is > 0 and <= 21)
        {
            digits[..point].CopyTo(text);
            text[point] = (byte)'.';
            digits[point..].CopyTo(text[(point + 1)..]);
            return k + 1;
        }
        if (point is > -6 and <= 0)
        {
            text[0] = (byte)'0';
            text[1] = (byte)'.';
            text.Slice(2, -point).Fill((byte)'0');
            digits.CopyTo(text[(2 - point)..]);
            return 2 - point + k;
        }
        var at = 0;
        text[at++] = digits[0];
        if (k > 1)
        {
            text[at++] = (byte)'.';
            digits[1..].CopyTo(text[at..]);
            at += k - 1;
        }
        text[at++] = (byte)'e';
        text[at++] = point > 0 ? (byte)'+' : (byte)'-';
        Math.Abs(point - 1).TryFormat(text[at..], out var written, default, CultureInfo.InvariantCulture);
        return at + written;
    }

    private static bool IsShortInteger(ReadOnlySpan<byte> token)
    {
        var digits = token[0] == (byte)'-' ? token[1..] : token;
        return digits.Length <= SafeDigits && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }
}
