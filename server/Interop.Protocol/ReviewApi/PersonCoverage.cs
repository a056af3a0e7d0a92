using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ReviewApi;

/// <summary>How much of a person's messages was reviewed (spec 07.9).</summary>
public sealed record PersonCoverage
{
    public required UserId User { get; init; }

    public required long Messages { get; init; }

    public required long Items { get; init; }

    public required long Reviewed { get; init; }

    /// <summary>Reviewed of the messages.</summary>
    public required string Percent { get; init; }

    /// <summary>The strictest minimum of the groups.</summary>
    public string? Required { get; init; }

    public required bool Met { get; init; }

    /// <summary>When something of this person was reviewed last; absent: never.</summary>
    public string? Last { get; init; }
}
