namespace Interop.Server.Search.Text;

/// <summary>A word as search sees it, and where it stands in the text that it was found in.</summary>
/// <param name="Text">Folded.</param>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="End">Behind the last one.</param>
/// <param name="Kind">How it was cut.</param>
internal readonly record struct Token(string Text, int Start, int End, TokenKind Kind);
