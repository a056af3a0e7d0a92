namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>Pieces of a text in which, or around which, something does not count. Asked in logarithmic time. Memory that is used again.</summary>
internal sealed class Cover
{
    private readonly List<TokenSpan> spans = [];

    public void Clear() => spans.Clear();

    /// <summary>To be filled in any order, and then closed.</summary>
    public List<TokenSpan> Open()
    {
        spans.Clear();
        return spans;
    }

    /// <summary>After filling: each span keeps the farthest end of all that begin no later.</summary>
    public void Close()
    {
        spans.Sort();
        for (var i = 1; i < spans.Count; i++)
        {
            if (spans[i].Last < spans[i - 1].Last)
                spans[i] = spans[i] with { Last = spans[i - 1].Last };
        }
    }

    /// <summary>Whether one of them has the whole of it.</summary>
    public bool Contains(TokenSpan span) => Farthest(span.First) >= span.Last;

    /// <summary>Whether one of them has a part of it.</summary>
    public bool Overlaps(TokenSpan span) => Farthest(span.Last) >= span.First;

    private int Farthest(int firstMax)
    {
        var (low, high) = (0, spans.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (spans[middle].First <= firstMax)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? -1 : spans[low - 1].Last;
    }
}
