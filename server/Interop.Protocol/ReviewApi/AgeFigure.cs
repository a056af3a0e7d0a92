namespace Interop.Protocol.ReviewApi;

/// <summary>Open items by their age (spec 07.9).</summary>
public sealed record AgeFigure
{
    /// <summary>Up to so many; of the last one 0: older.</summary>
    public required int Days { get; init; }

    public required long Items { get; init; }
}
