using System.Globalization;
using Interop.Protocol;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;

namespace Interop.Client.Officers;

/// <summary>Who may be disturbed when, and what that is made of (spec 10.9, 10.10): for the roles policy and operator, changes for policy alone.</summary>
public sealed class HoursClient
{
    private readonly HttpCalls calls;

    internal HoursClient(HttpCalls calls) => this.calls = calls;

    /// <summary>A page of work personas, in the order in which they were made.</summary>
    /// <param name="filters">group, place, name (spec 10.9).</param>
    /// <param name="at">The moment that is asked for; null for now.</param>
    /// <param name="after">The next of the page before; null for the first.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<HoursPersonList> PeopleAsync(IEnumerable<KeyValuePair<string, string>> filters, DateTimeOffset? at = null, long? after = null, CancellationToken stop = default)
    {
        var query = filters.ToList();
        if (at is { } moment)
            query.Add(new("at", WireTime.Format(moment)));
        if (after is { } row)
            query.Add(new("after", row.ToString(CultureInfo.InvariantCulture)));
        return calls.GetAsync($"hours/people?{string.Join('&', query.Select(p => $"{p.Key}={Escape(p.Value)}"))}", OcipJson.Default.HoursPersonList, stop);
    }

    /// <summary>One person with hours, groups, absences, and seven days.</summary>
    /// <param name="local">Local part of the user id.</param>
    /// <param name="at">The moment that is asked for; null for now.</param>
    /// <param name="from">First day, yyyy-MM-dd; null for the Monday before that moment.</param>
    /// <param name="stop">Ends the call.</param>
    public Task<HoursPersonDetail> PersonAsync(string local, DateTimeOffset? at = null, string? from = null, CancellationToken stop = default) =>
        calls.GetAsync($"hours/people/{Escape(local)}?{(at is { } moment ? $"at={Escape(WireTime.Format(moment))}&" : "")}{(from is null ? "" : $"from={Escape(from)}")}", OcipJson.Default.HoursPersonDetail, stop);

    /// <summary>Groups and places that calendars can be for.</summary>
    public Task<HoursGroupList> GroupsAsync(CancellationToken stop = default) => calls.GetAsync("hours/groups", OcipJson.Default.HoursGroupList, stop);

    /// <summary>Calendars of groups and places, by name.</summary>
    public Task<HoursCalendarList> CalendarsAsync(string? after = null, CancellationToken stop = default) =>
        calls.GetAsync($"hours/calendars?limit=200{(after is null ? "" : $"&after={Escape(after)}")}", OcipJson.Default.HoursCalendarList, stop);

    public Task<HoursCalendarView> CalendarAsync(string name, CancellationToken stop = default) => calls.GetAsync($"hours/calendars/{Escape(name)}", OcipJson.Default.HoursCalendarView, stop);

    /// <summary>Puts a calendar in force at once, for all whom it is for.</summary>
    public Task<HoursCalendarView> SetCalendarAsync(string name, HoursCalendar calendar, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, $"hours/calendars/{Escape(name)}", calendar, OcipJson.Default.HoursCalendar, OcipJson.Default.HoursCalendarView, stop);

    public Task RemoveCalendarAsync(string name, CancellationToken stop = default) => calls.DeleteAsync($"hours/calendars/{Escape(name)}", stop);

    /// <summary>Calendars of public holidays, by name.</summary>
    public Task<HolidayCalendarList> HolidayCalendarsAsync(CancellationToken stop = default) => calls.GetAsync("hours/holidays?limit=200", OcipJson.Default.HolidayCalendarList, stop);

    public Task<HolidayCalendar> HolidaysAsync(string name, CancellationToken stop = default) => calls.GetAsync($"hours/holidays/{Escape(name)}", OcipJson.Default.HolidayCalendar, stop);

    /// <summary>Puts own public holidays in the place of those of this name that come with the server, or makes new ones.</summary>
    public Task SetHolidaysAsync(string name, HolidayCalendar calendar, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Put, $"hours/holidays/{Escape(name)}", calendar, OcipJson.Default.HolidayCalendar, stop);

    /// <summary>Takes own ones away; those that come with the server are in force again.</summary>
    public Task RemoveHolidaysAsync(string name, CancellationToken stop = default) => calls.DeleteAsync($"hours/holidays/{Escape(name)}", stop);

    /// <summary>Says where somebody works; null for nowhere.</summary>
    public Task SetPlaceAsync(string local, string? place, CancellationToken stop = default) => place is null
        ? calls.DeleteAsync($"hours/people/{Escape(local)}/place", stop)
        : calls.SendAsync(HttpMethod.Put, $"hours/people/{Escape(local)}/place", new PlaceRequest(place), OcipJson.Default.PlaceRequest, stop);

    /// <summary>Somebody is away on some days.</summary>
    public Task<AbsenceView> AddAbsenceAsync(string local, AbsenceRequest request, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, $"hours/people/{Escape(local)}/absences", request, OcipJson.Default.AbsenceRequest, OcipJson.Default.AbsenceView, stop);

    public Task RemoveAbsenceAsync(string local, string id, CancellationToken stop = default) => calls.DeleteAsync($"hours/people/{Escape(local)}/absences/{Escape(id)}", stop);

    /// <summary>Whose urgent messages do not wait, and who approves those of others.</summary>
    public Task<UrgencyPolicy> UrgencyAsync(CancellationToken stop = default) => calls.GetAsync("hours/urgency", OcipJson.Default.UrgencyPolicy, stop);

    public Task SetUrgencyAsync(UrgencyPolicy policy, CancellationToken stop = default) => calls.SendAsync(HttpMethod.Put, "hours/urgency", policy, OcipJson.Default.UrgencyPolicy, stop);

    private static string Escape(string segment) => Uri.EscapeDataString(segment);
}
