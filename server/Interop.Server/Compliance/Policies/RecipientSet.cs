namespace Interop.Server.Compliance.Policies;

/// <summary>A set of recipients by their index in <see cref="PolicyInput.Recipients"/>. The empty set and rooms of up to 64 allocate nothing.</summary>
internal readonly struct RecipientSet
{
    private readonly ulong first;
    private readonly ulong[]? rest;

    private RecipientSet(ulong first, ulong[]? rest)
    {
        this.first = first;
        this.rest = rest;
    }

    public bool IsEmpty => first == 0 && rest is null;

    /// <summary>This set and one more.</summary>
    public RecipientSet With(int recipient)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(recipient);
        var bit = 1UL << (recipient & 63);
        if (recipient < 64)
            return new RecipientSet(first | bit, rest);
        var word = (recipient >> 6) - 1;
        var grown = new ulong[Math.Max(word + 1, rest?.Length ?? 0)];
        rest?.CopyTo(grown, 0);
        grown[word] |= bit;
        return new RecipientSet(first, grown);
    }

    public bool Contains(int recipient)
    {
        var bit = 1UL << (recipient & 63);
        if (recipient < 64)
            return (first & bit) != 0;
        var word = (recipient >> 6) - 1;
        return rest is not null && word < rest.Length && (rest[word] & bit) != 0;
    }
}
