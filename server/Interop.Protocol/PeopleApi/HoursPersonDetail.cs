using Interop.Protocol.AdminApi;

namespace Interop.Protocol.PeopleApi;

/// <summary>All that counts for when a person may be disturbed, for those who administer it (spec 10.9).</summary>
public sealed record HoursPersonDetail
{
    public required HoursPerson Person { get; init; }

    /// <summary>The hours in force, the person's own or those of the calendar that <see cref="HoursPerson.Calendar"/> names; absent when the person is always open.</summary>
    public DeliveryHours? Hours { get; init; }

    /// <summary>Of the groups that the administrator keeps, by name.</summary>
    public required string[] Groups { get; init; }

    /// <summary>Accounts that supervise the person as a member of one of the groups, by name.</summary>
    public required string[] Supervisors { get; init; }

    /// <summary>By first day.</summary>
    public required AbsenceView[] Absences { get; init; }

    /// <summary>The next public holidays that close for the person, at most ten.</summary>
    public required HolidayDay[] Holidays { get; init; }

    /// <summary>Seven days, from the one that was asked for.</summary>
    public required HoursDay[] Days { get; init; }
}
