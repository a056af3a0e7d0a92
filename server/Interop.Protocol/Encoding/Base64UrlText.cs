using System.Buffers.Text;

namespace Interop.Protocol.Encoding;

/// <summary>base64url without padding (RFC 4648 §5), in its one canonical spelling: spare bits zero, no white space.</summary>
public static class Base64UrlText
{
    public static string Of(ReadOnlySpan<byte> octets) => Base64Url.EncodeToString(octets);

    /// <summary>Reads a text of exactly so many octets.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, int octets, out byte[] decoded) =>
        TryDecode(text, out decoded) && decoded.Length == octets;

    /// <summary>Reads a text of any length.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] decoded)
    {
        decoded = [];
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }
        // The decoder throws, rather than says no, at spare bits that are set; they would give one value two spellings.
        if (text.Length % 4 == 1 || HasSpareBits(text))
            return false;
        var octets = new byte[text.Length * 3 / 4];
        if (!Base64Url.TryDecodeFromChars(text, octets, out var written) || written != octets.Length)
            return false;
        decoded = octets;
        return true;
    }

    private static bool HasSpareBits(ReadOnlySpan<char> text) => (text.Length % 4) switch
    {
        2 => (Value(text[^1]) & 0b1111) != 0,
        3 => (Value(text[^1]) & 0b11) != 0,
        _ => false,
    };

    private static int Value(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '-' => 62,
        _ => 63,
    };
}
