namespace Interop.Protocol.ReviewApi;

/// <summary>What is reviewed whatever a sample draws, and never closed unread (spec 07.9).</summary>
public sealed record MustReview
{
    /// <summary>Every message of these people becomes an item.</summary>
    public string[]? Groups { get; init; }

    /// <summary>What these policies ask for: names without their versions; a * at the end stands for the rest.</summary>
    public string[]? Policies { get; init; }
}
