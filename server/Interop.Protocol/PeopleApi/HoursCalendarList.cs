namespace Interop.Protocol.PeopleApi;

/// <param name="Calendars">By name.</param>
/// <param name="Next">Ask again with this as <c>after</c>; absent on the last page.</param>
public sealed record HoursCalendarList(HoursCalendarView[] Calendars, string? Next = null);
