namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>Something that is looked for by itself: words in a row, or one word with a check.</summary>
/// <param name="Pattern">Folded letters and gaps.</param>
/// <param name="Tokens">How many words it is.</param>
/// <param name="Check">Of a word whose beginning the pattern is; null when the pattern is all.</param>
internal sealed record LexiconElement(string Pattern, int Tokens, WordCheck? Check);
