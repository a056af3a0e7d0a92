namespace Interop.Protocol.ReviewApi;

/// <summary>A text that is sent to a sender (spec 07.9).</summary>
public sealed record ReviewTemplate
{
    public required string Name { get; init; }

    public required string Text { get; init; }
}
