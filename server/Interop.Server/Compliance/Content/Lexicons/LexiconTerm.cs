namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>A term, compiled.</summary>
/// <param name="Written">As it was written.</param>
/// <param name="Expression">What is looked for.</param>
/// <param name="Exclusions">Phrases within which it does not count.</param>
internal sealed record LexiconTerm(string Written, Expression Expression, Expression[] Exclusions);
