namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>
/// Finds many patterns in one pass (Aho and Corasick, 1975): the time grows with the text and with what is found, not with the number of patterns, and
/// no letter is looked at again. Immutable; for many threads at once.
/// </summary>
internal sealed class Automaton
{
    private const int Root = 0;

    private readonly int[] firstEdge;
    private readonly char[] edgeLetter;
    private readonly int[] edgeTarget;
    private readonly int[] fail;
    private readonly int[] wide;
    private readonly int[] wideRows;
    private readonly int[] firstPattern;
    private readonly int[] patterns;
    private readonly int[] report;

    internal Automaton(AutomatonBuilder built)
    {
        (firstEdge, edgeLetter, edgeTarget) = (built.FirstEdge, built.EdgeLetter, built.EdgeTarget);
        (fail, wide, wideRows) = (built.Fail, built.Wide, built.WideRows);
        (firstPattern, patterns, report) = (built.FirstPattern, built.Patterns, built.Report);
    }

    /// <summary>States, for the limit of memory.</summary>
    public int States => fail.Length;

    /// <summary>Where the search stands after a letter.</summary>
    /// <param name="state">Before it; 0 at the beginning.</param>
    /// <param name="letter">The next one.</param>
    public int Next(int state, char letter)
    {
        while (true)
        {
            var row = wide[state];
            if (row >= 0 && letter < AutomatonBuilder.WideLetters)
            {
                var target = wideRows[row + letter];
                if (target >= 0)
                    return target;
            }
            else
            {
                var (low, high) = (firstEdge[state], firstEdge[state + 1]);
                if (high - low > AutomatonBuilder.LinearMax)
                {
                    var found = edgeLetter.AsSpan(low, high - low).BinarySearch(letter);
                    if (found >= 0)
                        return edgeTarget[low + found];
                }
                else
                {
                    for (; low < high; low++)
                    {
                        if (edgeLetter[low] == letter)
                            return edgeTarget[low];
                    }
                }
            }
            if (state == Root)
                return Root;
            state = fail[state];
        }
    }

    /// <summary>The nearest state, this one or a shorter ending of it, in which a pattern ends; -1 for none.</summary>
    public int Reports(int state) => firstPattern[state] < firstPattern[state + 1] ? state : report[state];

    /// <summary>The next shorter one.</summary>
    public int NextReport(int state) => report[state];

    /// <summary>The patterns that end in a state, by their numbers.</summary>
    public ReadOnlySpan<int> PatternsOf(int state) => patterns.AsSpan(firstPattern[state], firstPattern[state + 1] - firstPattern[state]);
}
