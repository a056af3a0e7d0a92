namespace Interop.Cli.Spec.Versions;

/// <summary>Which words of a sentence stayed, went and came: the longest common subsequence of its words.</summary>
internal static class WordDiff
{
    /// <summary>Runs of words in order; Kind is ' ' for what stayed, '-' for what went, '+' for what came.</summary>
    public static IReadOnlyList<(char Kind, string Text)> Of(string before, string after)
    {
        string[] was = before.Split(' '), now = after.Split(' ');
        var common = Common(was, now);
        var runs = new List<(char Kind, List<string> Words)>();
        var (i, j) = (0, 0);
        while (i < was.Length || j < now.Length)
        {
            if (i < was.Length && j < now.Length && was[i] == now[j])
            {
                Add(runs, ' ', was[i++]);
                j++;
            }
            else if (i < was.Length && (j == now.Length || common[i + 1, j] >= common[i, j + 1]))
                Add(runs, '-', was[i++]);
            else
                Add(runs, '+', now[j++]);
        }
        return [.. runs.Select(run => (run.Kind, string.Join(' ', run.Words)))];
    }

    /// <summary>How much of two sentences is the same: 1 when all words are, 0 when none is.</summary>
    public static double Likeness(string before, string after)
    {
        string[] was = before.Split(' '), now = after.Split(' ');
        return 2.0 * Common(was, now)[0, 0] / (was.Length + now.Length);
    }

    /// <summary>[i, j]: how many words are common to what begins at word i of the one and at word j of the other.</summary>
    private static int[,] Common(string[] was, string[] now)
    {
        var common = new int[was.Length + 1, now.Length + 1];
        for (var i = was.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
                common[i, j] = was[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }
        return common;
    }

    private static void Add(List<(char Kind, List<string> Words)> runs, char kind, string word)
    {
        if (runs.Count == 0 || runs[^1].Kind != kind)
            runs.Add((kind, []));
        runs[^1].Words.Add(word);
    }
}
