namespace Interop.Server.Tests.Search;

/// <summary>A text that a test makes.</summary>
/// <param name="Words">Its words with spaces between, folded.</param>
/// <param name="Unspaced">A run of a script without spaces, behind them.</param>
/// <param name="Text">As somebody wrote it: with capitals, accents and marks.</param>
/// <param name="Ended">It is taken out of the index again.</param>
internal sealed record Spoken(string[] Words, string Unspaced, string Text, bool Ended);
