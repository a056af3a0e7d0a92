namespace Interop.Server.Compliance.Content.Stems;

/// <summary>A word while its endings are taken away: letters in memory of the caller, and the regions of the Snowball algorithms.</summary>
/// <param name="memory">At least 8 letters more than the word has.</param>
/// <param name="length">Letters of the word.</param>
/// <param name="vowels">Of the language.</param>
internal ref struct StemWord(Span<char> memory, int length, string vowels)
{
    private readonly Span<char> memory = memory;

    public int Length { get; private set; } = length;

    /// <summary>Begins after the first letter that is no vowel and follows one.</summary>
    public int R1 { get; set; } = length;

    /// <summary>The same again, within R1.</summary>
    public int R2 { get; set; } = length;

    /// <summary>The region of verbs in Romance languages.</summary>
    public int Rv { get; set; } = length;

    public readonly Span<char> Letters => memory[..Length];

    public readonly char this[int index]
    {
        get => memory[index];
        set => memory[index] = value;
    }

    public readonly bool IsVowel(int index) => index >= 0 && index < Length && vowels.Contains(memory[index], StringComparison.Ordinal);

    public void FindR1AndR2()
    {
        R1 = After(0);
        R2 = After(R1);
    }

    public readonly bool Ends(string ending) => Letters.EndsWith(ending, StringComparison.Ordinal);

    /// <summary>The longest of some endings with which it ends; null for none.</summary>
    public readonly string? Longest(params ReadOnlySpan<string> endings)
    {
        string? found = null;
        foreach (var ending in endings)
        {
            if (ending.Length > (found?.Length ?? 0) && Ends(ending))
                found = ending;
        }
        return found;
    }

    /// <summary>The longest that lies within a region whole.</summary>
    public readonly string? LongestIn(int region, params ReadOnlySpan<string> endings)
    {
        string? found = null;
        foreach (var ending in endings)
        {
            if (ending.Length > (found?.Length ?? 0) && Length - ending.Length >= region && Ends(ending))
                found = ending;
        }
        return found;
    }

    /// <summary>Whether an ending that is there lies within a region.</summary>
    public readonly bool IsIn(int region, string ending) => Length - ending.Length >= region;

    public void Cut(int letters) => Length -= letters;

    public void Replace(string ending, string by)
    {
        Length -= ending.Length;
        by.CopyTo(memory[Length..]);
        Length += by.Length;
    }

    /// <summary>Takes an ending away if it is there and within a region.</summary>
    public bool TakeIn(int region, string ending)
    {
        if (!Ends(ending) || !IsIn(region, ending))
            return false;
        Cut(ending.Length);
        return true;
    }

    private readonly int After(int from)
    {
        var at = from;
        while (at < Length && !IsVowel(at))
            at++;
        while (at < Length && IsVowel(at))
            at++;
        return at < Length ? at + 1 : Length;
    }
}
