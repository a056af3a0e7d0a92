using Interop.Protocol.AdminApi;

namespace Interop.Protocol.PeopleApi;

/// <summary>Delivery hours for all of some groups, or at some places (spec 10.9).</summary>
public sealed record HoursCalendar
{
    public required DeliveryHours Hours { get; init; }

    /// <summary>For the members of these groups.</summary>
    public string[]? Groups { get; init; }

    /// <summary>For those who work at these places.</summary>
    public string[]? Places { get; init; }

    /// <summary>Of several calendars for groups, or of several for places, the smallest counts; 100 when absent. Of the same order: by name.</summary>
    public int? Order { get; init; }
}
