using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ReviewApi;

/// <summary>What is done with items (spec 07.9).</summary>
public sealed record ReviewAction
{
    /// <summary>The same again is answered the same.</summary>
    public required TransactionId Id { get; init; }

    public required string What { get; init; }

    /// <summary>At most 200.</summary>
    public required long[] Items { get; init; }

    /// <summary>Of assign: the account.</summary>
    public string? To { get; init; }

    /// <summary>Of escalate, reopen and unmask: the reason.</summary>
    public string? Why { get; init; }

    /// <summary>Of close.</summary>
    public string? Disposition { get; init; }

    /// <summary>Of close, for what waits for a review: what becomes of it.</summary>
    public string? Decision { get; init; }

    /// <summary>Of note and close, and of notify in place of a template.</summary>
    public string? Text { get; init; }

    /// <summary>Of notify.</summary>
    public string? Template { get; init; }
}
