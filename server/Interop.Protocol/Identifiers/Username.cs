using System.Globalization;
using System.Text;

namespace Interop.Protocol.Identifiers;

/// <summary>
/// The local part of a user id: what the UsernameCaseMapped profile (RFC 8265 §3.3) leaves unchanged. Nothing is repaired. Stricter than
/// the profile: of ASCII only lower-case letters, digits and - . _ ~ = +, of the contextual characters only the Arabic digits, no mark
/// at the beginning, and neither "." nor "..", which mean something else in a path.
/// </summary>
internal static class Username
{
    public static bool IsCanonical(string local)
    {
        if (local is "" or "." or "..")
            return false;
        var ascii = true;
        foreach (var c in local)
        {
            if (c >= 0x80)
                ascii = false;
            else if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '.' or '_' or '~' or '=' or '+'))
                return false;
        }
        return ascii || IsCanonicalBeyondAscii(local);
    }

    private static bool IsCanonicalBeyondAscii(string local)
    {
        var codePoints = new List<int>(local.Length);
        foreach (var rune in local.EnumerateRunes())
        {
            // An unpaired surrogate comes as U+FFFD, which the table has not.
            if (!rune.IsAscii && !UsernameCharacters.Table.IsAllowed(rune.Value))
                return false;
            codePoints.Add(rune.Value);
        }
        return !IsMark(codePoints[0]) && !MixesArabicDigits(codePoints) && FollowsBidiRule(codePoints) && codePoints.SequenceEqual(Compose(Decompose(codePoints)));
    }

    private static bool IsMark(int codePoint) =>
        Rune.GetUnicodeCategory(new Rune(codePoint)) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>RFC 5892 appendix A.8 and A.9: the two sets of Arabic digits do not mix.</summary>
    private static bool MixesArabicDigits(List<int> codePoints) =>
        codePoints.Any(c => c is >= 0x660 and <= 0x669) && codePoints.Any(c => c is >= 0x6F0 and <= 0x6F9);

    /// <summary>RFC 5893 §2, for texts that have a character from right to left.</summary>
    private static bool FollowsBidiRule(List<int> codePoints)
    {
        var classes = codePoints.Select(UsernameCharacters.Table.Bidi).ToList();
        if (!classes.Any(c => c is BidiClass.R or BidiClass.AN))
            return true;
        var end = classes.Last(c => c != BidiClass.NSM);
        return classes[0] switch
        {
            BidiClass.R => classes.All(c => c != BidiClass.L) && end is BidiClass.R or BidiClass.EN or BidiClass.AN
                && !(classes.Contains(BidiClass.EN) && classes.Contains(BidiClass.AN)),
            BidiClass.L => classes.All(c => c is not (BidiClass.R or BidiClass.AN)) && end is BidiClass.L or BidiClass.EN,
            _ => false,
        };
    }

    /// <summary>Full canonical decomposition in canonical order (Unicode, section 3.11).</summary>
    private static List<int> Decompose(List<int> codePoints)
    {
        var table = UsernameCharacters.Table;
        var decomposed = new List<int>();
        foreach (var codePoint in codePoints)
            Add(codePoint);
        // Marks of rising class behind each starter; an insertion sort is stable, and names are short.
        for (var i = 1; i < decomposed.Count; i++)
        {
            var mark = decomposed[i];
            var rank = table.CombiningClass(mark);
            var at = i;
            while (rank != 0 && at > 0 && table.CombiningClass(decomposed[at - 1]) > rank)
            {
                decomposed[at] = decomposed[at - 1];
                at--;
            }
            decomposed[at] = mark;
        }
        return decomposed;

        void Add(int codePoint)
        {
            if (!table.TryDecompose(codePoint, out var parts))
            {
                decomposed.Add(codePoint);
                return;
            }
            Add(parts.First);
            decomposed.Add(parts.Second);
        }
    }

    /// <summary>Canonical composition.</summary>
    private static List<int> Compose(List<int> decomposed)
    {
        var table = UsernameCharacters.Table;
        var composed = new List<int>();
        var starter = -1;
        byte before = 0;
        foreach (var codePoint in decomposed)
        {
            var rank = table.CombiningClass(codePoint);
            // Blocked when something of the same or a higher class, or another starter, stands between.
            var adjacent = starter >= 0 && starter == composed.Count - 1;
            if (starter >= 0 && (adjacent || before < rank) && table.TryCompose(composed[starter], codePoint, out var both))
            {
                composed[starter] = both;
                continue;
            }
            if (rank == 0)
                starter = composed.Count;
            before = rank;
            composed.Add(codePoint);
        }
        return composed;
    }
}
