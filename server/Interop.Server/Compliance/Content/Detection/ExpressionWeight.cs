namespace Interop.Server.Compliance.Content.Detection;

/// <summary>
/// How large the automaton of a regular expression would be, before it is made: characters, multiplied by the counts around them. A short expression
/// such as ((a{99}){99}){99} would take all memory.
/// </summary>
internal static class ExpressionWeight
{
    /// <summary>States that one expression may have, about.</summary>
    public const long Max = 5_000;

    private const int DepthMax = 32;

    /// <returns>At least 1; more than <see cref="Max"/> when it is too large, or nested too deep.</returns>
    public static long Of(string pattern)
    {
        var at = 0;
        return Alternatives(pattern, ref at, 0);
    }

    private static long Alternatives(string pattern, ref int at, int depth)
    {
        if (depth > DepthMax)
        {
            at = pattern.Length;
            return Max + 1;
        }
        var weight = 1L;
        while (at < pattern.Length && pattern[at] != ')')
            weight = Math.Min(Max + 1, weight + Piece(pattern, ref at, depth));
        return weight;
    }

    private static long Piece(string pattern, ref int at, int depth)
    {
        var weight = 1L;
        switch (pattern[at++])
        {
            case '\\':
                at++;
                break;
            case '[':
                SkipClass(pattern, ref at);
                break;
            case '(':
                weight = Alternatives(pattern, ref at, depth + 1);
                at++;
                break;
        }
        while (at < pattern.Length && pattern[at] is '*' or '+' or '?' or '{')
            weight = Math.Min(Max + 1, weight * Repetition(pattern, ref at));
        return weight;
    }

    private static void SkipClass(string pattern, ref int at)
    {
        if (at < pattern.Length && pattern[at] == '^')
            at++;
        if (at < pattern.Length && pattern[at] == ']')
            at++;
        while (at < pattern.Length && pattern[at] != ']')
            at += pattern[at] == '\\' ? 2 : 1;
        at++;
    }

    private static long Repetition(string pattern, ref int at)
    {
        if (pattern[at++] != '{')
            return 1;
        var (number, most) = (0L, 1L);
        while (at < pattern.Length && (char.IsAsciiDigit(pattern[at]) || pattern[at] == ','))
        {
            number = pattern[at] == ',' ? 0 : Math.Min(Max + 1, (number * 10) + pattern[at] - '0');
            most = Math.Max(most, number);
            at++;
        }
        if (at < pattern.Length && pattern[at] == '}')
            at++;
        return most;
    }
}
