namespace Interop.Server.Compliance.Content.Lexicons;

/// <summary>A lexicon that cannot be compiled.</summary>
/// <param name="pointer">JSON Pointer into its settings: where.</param>
/// <param name="advice">What is wrong, and what to do.</param>
internal sealed class LexiconException(string pointer, string advice) : Exception($"{pointer}: {advice}")
{
    /// <summary>A limit of <see cref="LexiconLimits"/>; otherwise it is not understood.</summary>
    public bool IsTooMuch { get; init; }
}
