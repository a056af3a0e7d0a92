namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>Collects patterns, and makes an <see cref="Automaton"/> of them.</summary>
internal sealed class AutomatonBuilder
{
    /// <summary>States with more followers than <see cref="WideFrom"/> have a row of all letters below this one.</summary>
    public const int WideLetters = 128;

    /// <summary>Up to so many followers are looked through one by one.</summary>
    public const int LinearMax = 6;

    private const int WideFrom = 4;

    private readonly Dictionary<(int State, char Letter), int> edges = [];
    private readonly List<(int State, int Pattern)> ends = [];
    private int states = 1;

    public int[] FirstEdge { get; private set; } = [];

    public char[] EdgeLetter { get; private set; } = [];

    public int[] EdgeTarget { get; private set; } = [];

    public int[] Fail { get; private set; } = [];

    public int[] Wide { get; private set; } = [];

    public int[] WideRows { get; private set; } = [];

    public int[] FirstPattern { get; private set; } = [];

    public int[] Patterns { get; private set; } = [];

    public int[] Report { get; private set; } = [];

    public int States => states;

    /// <param name="pattern">At least one letter.</param>
    /// <param name="number">What is told when it is found; several patterns may have one, and one pattern several.</param>
    public void Add(ReadOnlySpan<char> pattern, int number)
    {
        var state = 0;
        foreach (var letter in pattern)
        {
            if (!edges.TryGetValue((state, letter), out var next))
                edges.Add((state, letter), next = states++);
            state = next;
        }
        ends.Add((state, number));
    }

    public Automaton Build()
    {
        LayEdges();
        LayPatterns();
        FindFailures();
        LayWideRows();
        return new Automaton(this);
    }

    private void LayEdges()
    {
        var sorted = edges.Select(e => (e.Key.State, e.Key.Letter, Target: e.Value)).OrderBy(e => e.State).ThenBy(e => e.Letter).ToArray();
        FirstEdge = new int[states + 1];
        EdgeLetter = [.. sorted.Select(e => e.Letter)];
        EdgeTarget = [.. sorted.Select(e => e.Target)];
        foreach (var edge in sorted)
            FirstEdge[edge.State + 1]++;
        for (var state = 0; state < states; state++)
            FirstEdge[state + 1] += FirstEdge[state];
    }

    private void LayPatterns()
    {
        FirstPattern = new int[states + 1];
        Patterns = [.. ends.OrderBy(e => e.State).Select(e => e.Pattern)];
        foreach (var (state, _) in ends)
            FirstPattern[state + 1]++;
        for (var state = 0; state < states; state++)
            FirstPattern[state + 1] += FirstPattern[state];
    }

    /// <summary>Breadth first: a state's failure is the longest other beginning of a pattern that what was read so far ends with.</summary>
    private void FindFailures()
    {
        Fail = new int[states];
        Report = new int[states];
        Report[0] = -1;
        var queue = new Queue<int>(states);
        queue.Enqueue(0);
        while (queue.TryDequeue(out var state))
        {
            for (var edge = FirstEdge[state]; edge < FirstEdge[state + 1]; edge++)
            {
                var target = EdgeTarget[edge];
                var shorter = state == 0 ? 0 : Follow(Fail[state], EdgeLetter[edge]);
                Fail[target] = shorter;
                Report[target] = FirstPattern[shorter] < FirstPattern[shorter + 1] ? shorter : Report[shorter];
                queue.Enqueue(target);
            }
        }
    }

    private int Follow(int state, char letter)
    {
        while (true)
        {
            if (edges.TryGetValue((state, letter), out var target))
                return target;
            if (state == 0)
                return 0;
            state = Fail[state];
        }
    }

    private void LayWideRows()
    {
        Wide = new int[states];
        var rows = new List<int>();
        for (var state = 0; state < states; state++)
        {
            Wide[state] = -1;
            if (FirstEdge[state + 1] - FirstEdge[state] <= WideFrom)
                continue;
            Wide[state] = rows.Count;
            rows.AddRange(Enumerable.Repeat(-1, WideLetters));
            for (var edge = FirstEdge[state]; edge < FirstEdge[state + 1]; edge++)
            {
                if (EdgeLetter[edge] < WideLetters)
                    rows[Wide[state] + EdgeLetter[edge]] = EdgeTarget[edge];
            }
        }
        WideRows = [.. rows];
    }
}
