namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>A term as it was understood.</summary>
internal abstract record TermNode
{
    /// <summary>Words in a row.</summary>
    internal sealed record Phrase(IReadOnlyList<TermWord> Words) : TermNode;

    /// <summary>All of some, and none of others.</summary>
    internal sealed record All(IReadOnlyList<TermNode> Wanted, IReadOnlyList<TermNode> Unwanted) : TermNode;

    /// <summary>Any of some.</summary>
    internal sealed record Any(IReadOnlyList<TermNode> Nodes) : TermNode;

    /// <summary>Both, with at most so many words between them.</summary>
    internal sealed record Near(TermNode Left, TermNode Right, int Distance, bool IsOrdered) : TermNode;
}
