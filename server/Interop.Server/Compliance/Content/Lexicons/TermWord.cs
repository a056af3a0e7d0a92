namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>A word of a phrase, or one character of a script without spaces.</summary>
/// <param name="Letters">Folded; with the signs of wildcards.</param>
/// <param name="Written">As it was written.</param>
/// <param name="IsWord">False: a character of a script without spaces.</param>
/// <param name="IsQuoted">Meant exactly: no stemming, and wildcards at any place.</param>
/// <param name="Column">Where it begins in the term, from 1.</param>
internal sealed record TermWord(string Letters, string Written, bool IsWord, bool IsQuoted, int Column);
