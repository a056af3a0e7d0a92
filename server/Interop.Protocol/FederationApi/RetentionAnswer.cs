namespace Interop.Protocol.FederationApi;

/// <summary>What an organisation that archives a copy of an event answers to its <c>retention</c> (spec 9.3).</summary>
/// <param name="Answer"><see cref="Accepted"/>, <see cref="Stricter"/> or <see cref="Cannot"/>.</param>
/// <param name="Until">Of stricter: until when it keeps the body at least, null while that has no end; of cannot: until when it could.</param>
/// <param name="Basis">The rule that binds it, at most 128 octets.</param>
public sealed record RetentionAnswer(string Answer, string? Until = null, string? Basis = null)
{
    /// <summary>It keeps the body until <c>minUntil</c>, and not after <c>maxUntil</c>.</summary>
    public const string Accepted = "accepted";

    /// <summary>A rule of its own makes it keep the body after <c>maxUntil</c>.</summary>
    public const string Stricter = "stricter";

    /// <summary>A rule of its own makes it end the body before <c>minUntil</c>, or forbids to keep it at all.</summary>
    public const string Cannot = "cannot";
}
