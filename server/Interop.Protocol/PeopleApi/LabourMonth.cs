namespace Interop.Protocol.PeopleApi;

/// <summary>After-hours work of a month, summed over the people whose figures the reader may see (spec 10.12).</summary>
public sealed record LabourMonth
{
    /// <summary>yyyy-MM.</summary>
    public required string Month { get; init; }

    /// <summary>Of how many people something was counted.</summary>
    public long People { get; init; }

    /// <summary>Events that were held.</summary>
    public long Held { get; init; }

    /// <summary>Urgent messages that reached somebody outside of the hours.</summary>
    public long Overrides { get; init; }

    /// <summary>Own messages, edits, reactions and retractions outside of the hours.</summary>
    public long Sent { get; init; }

    /// <summary>Estimated.</summary>
    public long Minutes { get; init; }

    /// <summary>People who have seen the own figures.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Of them those who said that the figures are not right.</summary>
    public long Disputed { get; init; }
}
