namespace Interop.Server.Search.Query;

/// <summary>A question as it was understood.</summary>
internal abstract record QueryNode
{
    /// <summary>Words in a row.</summary>
    /// <param name="Words">Folded, as the index has them.</param>
    /// <param name="IsPrefix">The last one stands for all words that begin so.</param>
    /// <param name="Position">Where it begins in the question, from 1.</param>
    internal sealed record Phrase(IReadOnlyList<string> Words, bool IsPrefix, int Position) : QueryNode
    {
        public bool Equals(Phrase? other) => other is not null && IsPrefix == other.IsPrefix && Words.SequenceEqual(other.Words);

        public override int GetHashCode() => HashCode.Combine(Words.Count, IsPrefix, Words[0]);
    }

    /// <summary>All of some, and none of others.</summary>
    internal sealed record All(IReadOnlyList<QueryNode> Wanted, IReadOnlyList<QueryNode> Unwanted) : QueryNode;

    /// <summary>Any of some.</summary>
    internal sealed record Any(IReadOnlyList<QueryNode> Nodes) : QueryNode
    {
        /// <summary>Of a number in groups: as it was written.</summary>
        public Phrase? Written { get; init; }
    }

    /// <summary>Phrases with at most so many words between the first and the last of them, in any order.</summary>
    internal sealed record Near(IReadOnlyList<Phrase> Phrases, int Distance) : QueryNode;

    /// <summary>The phrases that a hit has because it is one: for highlighting and rank.</summary>
    public IEnumerable<Phrase> Positive() => this switch
    {
        Phrase phrase => [phrase],
        All all => all.Wanted.SelectMany(n => n.Positive()),
        Any any => any.Nodes.SelectMany(n => n.Positive()),
        Near near => near.Phrases,
        _ => [],
    };
}
