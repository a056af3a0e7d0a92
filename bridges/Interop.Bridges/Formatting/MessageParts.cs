using System.Text;

namespace Interop.Bridges.Formatting;

/// <summary>Splits a text that is too long for one native message: at the end of a line if there is one, else between words, never inside a character.</summary>
internal static class MessageParts
{
    /// <param name="text">The text.</param>
    /// <param name="octetsMax">Of UTF-8, at least 8.</param>
    public static IReadOnlyList<string> Split(string text, int octetsMax)
    {
        if (Encoding.UTF8.GetByteCount(text) <= octetsMax)
            return [text];
        var parts = new List<string>();
        var rest = text.AsSpan();
        while (Encoding.UTF8.GetByteCount(rest) > octetsMax)
        {
            var fits = Fits(rest, octetsMax);
            var cut = rest[..fits].LastIndexOf('\n');
            if (cut < fits / 2)
                cut = Math.Max(cut, rest[..fits].LastIndexOf(' '));
            if (cut < fits / 2)
                cut = fits;
            parts.Add(rest[..cut].ToString());
            rest = rest[cut..].TrimStart(" \n");
        }
        if (rest.Length > 0)
            parts.Add(rest.ToString());
        return parts;
    }

    private static int Fits(ReadOnlySpan<char> text, int octetsMax)
    {
        var octets = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            octets += rune.Utf8SequenceLength;
            if (octets > octetsMax)
                break;
            length += rune.Utf16SequenceLength;
        }
        return length;
    }
}
