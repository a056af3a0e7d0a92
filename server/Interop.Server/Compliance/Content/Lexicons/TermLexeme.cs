namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>A piece of a term.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; of something quoted what stands between the quotation marks.</param>
/// <param name="Column">Where it begins in the term, from 1.</param>
internal sealed record TermLexeme(TermKind Kind, string Text, int Column)
{
    /// <summary>Of NEAR and PRE: how many words may lie between.</summary>
    public int Distance { get; init; }
}
