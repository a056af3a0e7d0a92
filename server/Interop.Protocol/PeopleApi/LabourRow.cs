using Interop.Protocol.Identifiers;

namespace Interop.Protocol.PeopleApi;

/// <summary>A person's after-hours work in a month (spec 10.12).</summary>
public sealed record LabourRow
{
    public required UserId User { get; init; }

    public required string DisplayName { get; init; }

    public string? Account { get; init; }

    /// <summary>Events that were held for the person.</summary>
    public long Held { get; init; }

    /// <summary>Urgent messages that reached the person outside of the hours.</summary>
    public long Overrides { get; init; }

    /// <summary>The person's own messages, edits, reactions and retractions outside of the hours.</summary>
    public long Sent { get; init; }

    /// <summary>Estimated; see the report's method.</summary>
    public long Minutes { get; init; }

    public LabourAcknowledged? Acknowledged { get; init; }
}
