namespace Interop.Protocol.PeopleApi;

/// <param name="Calendars">By name.</param>
/// <param name="Next">Ask again with this as <c>after</c>; absent on the last page.</param>
public sealed record HolidayCalendarList(HolidayCalendarView[] Calendars, string? Next = null);
