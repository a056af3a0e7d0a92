using System.Runtime.InteropServices;

namespace Interop.Server.Compliance.Content;

/// <summary>A place of a text in which something was found.</summary>
/// <param name="What">Number of the term or detector, from 0.</param>
/// <param name="Start">First UTF-16 unit, in the text as it was given.</param>
/// <param name="Length">UTF-16 units.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextHit(int What, int Start, int Length)
{
    /// <summary>The same, with the whole of a surrogate pair at its ends: an expression may match half of one.</summary>
    public TextHit Whole(ReadOnlySpan<char> text)
    {
        var (start, end) = (Start, Start + Length);
        if (IsWithinPair(text, start))
            start--;
        if (IsWithinPair(text, end))
            end++;
        return new TextHit(What, start, end - start);
    }

    private static bool IsWithinPair(ReadOnlySpan<char> text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]);
}
