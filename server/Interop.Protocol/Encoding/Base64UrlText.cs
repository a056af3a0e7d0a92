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
        if (text.Length % 4 == 1)
            return false;
        var octets = new byte[text.Length * 3 / 4];
        if (!Base64Url.TryDecodeFromChars(text, octets, out var written) || written != octets.Length)
            return false;
        // A spare bit that is set would give one value two spellings.
        if (text.Length % 4 != 0 && Base64Url.EncodeToString(octets.AsSpan(octets.Length / 3 * 3))[^1] != text[^1])
            return false;
        decoded = octets;
        return true;
    }
}
