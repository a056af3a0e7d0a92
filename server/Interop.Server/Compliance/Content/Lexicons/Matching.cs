using System.Runtime.InteropServices;
using Interop.Server.Compliance.Content.Reading;
using Interop.Server.Compliance.Rulebook;

namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>
/// A thread's memory for reading one text by one lexicon after the other: the folded text, where which element was found, and lists to work with.
/// Nothing is allocated once it has grown.
/// </summary>
internal sealed class Matching
{
    /// <summary>Occurrences and pairs that one lexicon may make of one text; beyond, the event is judged by the failure policy.</summary>
    public const int WorkMax = 500_000;

    [ThreadStatic]
    private static Matching? own;

    private readonly Stack<List<TokenSpan>> lists = new();
    private char[] kept = new char[1024];
    private int keptLength = -1;
    private Occurrence[] occurrences = new Occurrence[64];
    private int used;
    private int work;
    private int run;
    private Chain[] chains = [];
    private int[] touchedRun = [];

    /// <summary>That of this thread.</summary>
    public static Matching Own => own ??= new Matching();

    public FoldedText Text { get; } = new();

    /// <summary>A word as it was written.</summary>
    public ReadOnlySpan<char> Written(int token) => kept.AsSpan(Text.Tokens[token].Start, Text.Tokens[token].End - Text.Tokens[token].Start);

    public StemMemory Stems { get; } = new();

    /// <summary>Overlaps with these do not count: texts that are ignored.</summary>
    public Cover Ignored { get; } = new();

    /// <summary>What lies within these does not count: the allow-list.</summary>
    public Cover Allowed { get; } = new();

    /// <summary>The same for one term: its exclusions.</summary>
    public Cover Excluded { get; } = new();

    /// <summary>Terms that may have been found, in the order in which they were met.</summary>
    public List<int> Touched { get; } = [];

    /// <summary>Reads a text unless it is the one that was read last.</summary>
    public void Read(ReadOnlySpan<char> text)
    {
        if (text.Length == keptLength && text.SequenceEqual(kept.AsSpan(0, keptLength)))
            return;
        keptLength = -1;
        Text.Read(text);
        if (kept.Length < text.Length)
            kept = new char[Math.Max(text.Length, kept.Length * 2)];
        text.CopyTo(kept);
        keptLength = text.Length;
    }

    /// <summary>Before a lexicon looks at the text.</summary>
    public void Begin(int elements, int terms)
    {
        if (chains.Length < elements)
            chains = new Chain[elements];
        if (touchedRun.Length < terms)
            touchedRun = new int[terms];
        (used, work, run) = (0, 0, run + 1);
        Touched.Clear();
        Ignored.Clear();
        Allowed.Clear();
        Excluded.Clear();
    }

    public bool Has(int element) => chains[element].Run == run;

    /// <summary>An element was found, later than all before it.</summary>
    /// <returns>True for the first time in this text.</returns>
    public bool Add(int element, int first, int last)
    {
        if (Has(element) && occurrences[chains[element].Tail].Span == new TokenSpan(first, last))
            return false;
        Spend(1);
        if (used == occurrences.Length)
            Array.Resize(ref occurrences, used * 2);
        occurrences[used] = new Occurrence(new TokenSpan(first, last), -1);
        ref var chain = ref chains[element];
        var isFirst = chain.Run != run;
        if (isFirst)
            chain = new Chain(run, used, used);
        else
        {
            occurrences[chain.Tail].Next = used;
            chain.Tail = used;
        }
        used++;
        return isFirst;
    }

    public void Touch(int term)
    {
        if (touchedRun[term] == run)
            return;
        touchedRun[term] = run;
        Touched.Add(term);
    }

    /// <summary>Where an element was found, in order.</summary>
    public void CopyTo(int element, List<TokenSpan> list)
    {
        for (var at = Has(element) ? chains[element].Head : -1; at >= 0; at = occurrences[at].Next)
            list.Add(occurrences[at].Span);
    }

    /// <exception cref="PolicyLimitException">The text makes more work than one may.</exception>
    public void Spend(int steps)
    {
        work += steps;
        if (work > WorkMax)
            throw new PolicyLimitException($"a text has more than {WorkMax} places to be looked at for one lexicon");
    }

    public List<TokenSpan> Take() => lists.TryPop(out var list) ? list : [];

    public void GiveBack(List<TokenSpan> list)
    {
        list.Clear();
        lists.Push(list);
    }

    [StructLayout(LayoutKind.Auto)]
    private record struct Occurrence(TokenSpan Span, int Next);

    [StructLayout(LayoutKind.Auto)]
    private record struct Chain(int Run, int Head, int Tail);
}
