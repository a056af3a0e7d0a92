namespace Interop.Bridges.Xmpp.Messages;

/// <summary>Positions in text as XMPP counts them (XEP-0426): code points, not UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>How many there are.</summary>
    public static int Count(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }

    /// <summary>The UTF-16 index of a code point, or of the end when there are fewer.</summary>
    public static int IndexOf(string text, int codePoint)
    {
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (codePoint-- <= 0)
                break;
            index += rune.Utf16SequenceLength;
        }
        return index;
    }
}
