namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>One term as an administrator wrote it.</summary>
/// <param name="Term">In the language of terms.</param>
/// <param name="Except">Phrases within which it does not count.</param>
/// <param name="Stem">Language of its words (BCP 47), where another one than the lexicon's; "none" for none.</param>
internal sealed record TermSettings(string Term, string[] Except, string? Stem);
