namespace Interop.Server.Compliance.Content.Detection;

/// <summary>
/// Letters and digits in a row from one place of a text on, with single separators between them passed over: what may be a number. Memory that is used
/// again for each place.
/// </summary>
internal sealed class Candidate
{
    /// <summary>The longest number that any detector knows, an IBAN.</summary>
    public const int CharactersMax = 34;

    private readonly char[] value = new char[CharactersMax];
    private readonly int[] ends = new int[CharactersMax];
    private readonly int[] groups = new int[CharactersMax];
    private readonly char[] separators = new char[CharactersMax];
    private readonly bool[] endsHere = new bool[CharactersMax];

    public int Count { get; private set; }

    /// <summary>The first characters, folded: digits are ASCII, letters capital.</summary>
    public ReadOnlySpan<char> Value(int length) => value.AsSpan(0, length);

    /// <summary>Behind the last of so many characters, in the text.</summary>
    public int End(int length) => ends[length - 1];

    /// <summary>Whether the number may end after so many characters: no letter or digit follows directly.</summary>
    public bool MayEnd(int length) => length <= Count && endsHere[length - 1];

    /// <summary>How many characters stand in the group in which the n-th one (from 0) stands, up to it.</summary>
    public int PlaceInGroup(int index) => groups[index];

    /// <summary>True when it is written in groups of these lengths; false without any separator, too.</summary>
    public bool IsGrouped(params ReadOnlySpan<byte> lengths)
    {
        var at = 0;
        foreach (var length in lengths)
        {
            at += length;
            if (at > Count || groups[at - 1] != length || (at < Count && at != Sum(lengths) && groups[at] != 1))
                return false;
        }
        return lengths.Length > 1;
    }

    /// <summary>All groups of the first characters have one length, but for the last, which may be shorter.</summary>
    public bool IsEven(int length)
    {
        var first = 1;
        while (first < length && groups[first] > 1)
            first++;
        for (var i = first; i < length; i++)
        {
            if (groups[i] != (i % first) + 1)
                return false;
        }
        return true;
    }

    /// <summary>The separator before the n-th character (from 0); U+0000 for none.</summary>
    public char SeparatorBefore(int index) => separators[index];

    /// <summary>Reads from a place on.</summary>
    /// <param name="text">Folded one to one.</param>
    /// <param name="at">Where the first character stands.</param>
    /// <param name="letters">Letters count too.</param>
    public void Read(ReadOnlySpan<char> text, int at, bool letters)
    {
        Count = 0;
        var (group, separator) = (0, '\0');
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == DetectionText.Nothing)
                continue;
            if (char.IsAsciiDigit(c) || (letters && char.IsAsciiLetterUpper(c)))
            {
                if (Count == CharactersMax)
                {
                    endsHere[Count - 1] = separator != '\0';
                    return;
                }
                if (Count > 0)
                    endsHere[Count - 1] = separator != '\0';
                group = separator == '\0' ? group + 1 : 1;
                (value[Count], ends[Count], groups[Count], separators[Count]) = (c, at + 1, group, separator);
                Count++;
                separator = '\0';
            }
            else if (separator == '\0' && Count > 0 && DetectionText.IsSeparator(c))
            {
                separator = c;
            }
            else
            {
                break;
            }
        }
        if (Count > 0)
            endsHere[Count - 1] = separator != '\0' || at >= text.Length || !DetectionText.IsWordLike(text[at]);
    }

    private static int Sum(ReadOnlySpan<byte> lengths)
    {
        var sum = 0;
        foreach (var length in lengths)
            sum += length;
        return sum;
    }
}
