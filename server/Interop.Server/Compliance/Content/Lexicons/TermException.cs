namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>A term that cannot be understood as it stands.</summary>
/// <param name="column">Character of the term at which it goes wrong, from 1.</param>
/// <param name="advice">What is wrong, and what to write instead.</param>
internal sealed class TermException(int column, string advice) : Exception($"column {column}: {advice}");
