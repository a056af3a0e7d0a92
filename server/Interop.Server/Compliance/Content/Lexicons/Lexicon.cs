namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>
/// Terms, compiled (spec 07): thousands of them are looked for in one pass over a text. Without a hit nothing is allocated. Immutable; for many threads.
/// </summary>
internal sealed class Lexicon : ITextFinder
{
    private readonly Automaton automaton;
    private readonly LexiconElement[] elements;
    private readonly int[] open;
    private readonly int[][] termsOf;
    private readonly Expression[] disclaimers;
    private readonly Expression[] allowed;
    private readonly int minimum;

    internal Lexicon(LexiconBuilder built)
    {
        (automaton, elements, open) = (built.Automaton.Build(), [.. built.Elements], [.. built.Open]);
        (Terms, disclaimers, allowed, minimum) = (built.Terms, built.Disclaimers, built.Allowed, built.Minimum);
        var found = new List<int>[elements.Length];
        foreach (var (number, term) in Terms.Index())
        {
            foreach (var element in term.Expression.Elements().Distinct())
                (found[element] ??= []).Add(number);
        }
        termsOf = [.. found.Select(list => list?.ToArray() ?? [])];
    }

    public IReadOnlyList<LexiconTerm> Terms { get; }

    /// <summary>States of its automaton: what it takes of memory, about 40 octets each.</summary>
    public int States => automaton.States;

    /// <exception cref="LexiconException">A term cannot be understood, or there is too much of something.</exception>
    public static Lexicon Compile(LexiconSettings settings) => new LexiconBuilder(settings).Build();

    /// <summary>Adds the places of a text in which its terms are, ordered by term and place; of those of one term none that has another within it.</summary>
    /// <exception cref="Rulebook.PolicyLimitException">The text makes more work than one may.</exception>
    public void Find(ReadOnlySpan<char> text, List<TextHit> hits)
    {
        var memory = Matching.Own;
        memory.Read(text);
        memory.Begin(elements.Length, Terms.Count);
        Scan(memory);
        if (memory.Touched.Count == 0)
            return;
        memory.Touched.Sort();
        Fill(memory, disclaimers, memory.Ignored);
        Fill(memory, allowed, memory.Allowed);
        foreach (var number in memory.Touched)
            Find(memory, number, hits);
    }

    public int Count => Terms.Count;

    public string NameOf(int what) => Terms[what].Written;

    public bool IsFinding(List<TextHit> hits) => hits.Count >= minimum;

    private void Scan(Matching memory)
    {
        var letters = memory.Text.Letters;
        var tokenAt = memory.Text.TokenAt;
        var state = 0;
        for (var i = 0; i < letters.Length; i++)
        {
            state = automaton.Next(state, letters[i]);
            for (var found = automaton.Reports(state); found >= 0; found = automaton.NextReport(found))
            {
                foreach (var element in automaton.PatternsOf(found))
                    Take(memory, element, tokenAt[i]);
            }
        }
        if (open.Length == 0)
            return;
        for (var token = 0; token < memory.Text.Tokens.Length; token++)
        {
            foreach (var element in open)
                Take(memory, element, token);
        }
    }

    private void Take(Matching memory, int element, int last)
    {
        var found = elements[element];
        if (found.Check is { } check && !check.Holds(memory, last))
            return;
        if (!memory.Add(element, last - found.Tokens + 1, last))
            return;
        foreach (var term in termsOf[element])
            memory.Touch(term);
    }

    private void Find(Matching memory, int number, List<TextHit> hits)
    {
        var term = Terms[number];
        if (!term.Expression.MayHold(memory))
            return;
        Fill(memory, term.Exclusions, memory.Excluded);
        var spans = memory.Take();
        term.Expression.Collect(memory, spans);
        spans.Sort();
        var (kept, last) = (spans.Count, int.MaxValue);
        for (var i = spans.Count - 1; i >= 0; i--)
        {
            if (spans[i].Last >= last)
                continue;
            last = spans[i].Last;
            spans[--kept] = spans[i];
        }
        var tokens = memory.Text.Tokens;
        for (; kept < spans.Count; kept++)
        {
            var start = tokens[spans[kept].First].Start;
            hits.Add(new TextHit(number, start, tokens[spans[kept].Last].End - start));
        }
        memory.GiveBack(spans);
    }

    private static void Fill(Matching memory, Expression[] phrases, Cover cover)
    {
        cover.Clear();
        if (phrases.Length == 0)
            return;
        var spans = cover.Open();
        foreach (var phrase in phrases)
            phrase.Collect(memory, spans);
        cover.Close();
    }
}
