using Interop.Server.Compliance.Rulebook;

namespace Interop.Server.Compliance.Content.Detection;

/// <summary>A thread's memory for detectors; nothing is allocated once it has grown.</summary>
internal sealed class DetectionMemory
{
    private const int WorkMax = 5_000_000;

    [ThreadStatic]
    private static DetectionMemory? own;

    private int work;
    private int[] counts = [];

    public static DetectionMemory Own => own ??= new DetectionMemory();

    public DetectionText Text { get; } = new();

    public Candidate Digits { get; } = new();

    public Candidate Mixed { get; } = new();

    /// <summary>Where words stand of which one must be near a place, once they were looked for.</summary>
    public List<TextHit> Words { get; } = [];

    public bool HasWords { get; set; }

    /// <summary>Zeros, so many.</summary>
    public Span<int> Counts(int count)
    {
        if (counts.Length < count)
            counts = new int[count];
        var cleared = counts.AsSpan(0, count);
        cleared.Clear();
        return cleared;
    }

    /// <exception cref="PolicyLimitException">A text has too many places, and too many words near them.</exception>
    public void Spend(int steps)
    {
        work += steps;
        if (work > WorkMax)
            throw new PolicyLimitException($"a text makes more than {WorkMax} comparisons of numbers and words near them");
    }

    public void Begin()
    {
        work = 0;
        Words.Clear();
        HasWords = false;
    }
}
