namespace Interop.Server.Search.Query;

/// <summary>A piece of a question.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it was written, of a phrase without its quotation marks.</param>
/// <param name="Position">From 1.</param>
internal sealed record QueryLexeme(LexemeKind Kind, string Text, int Position)
{
    /// <summary>Of NEAR.</summary>
    public int Distance { get; init; }
}
