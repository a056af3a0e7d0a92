namespace Interop.Protocol.PeopleApi;

/// <param name="Name">Of the calendar.</param>
/// <param name="Version">Counts its changes.</param>
/// <param name="By">Account that made this version.</param>
/// <param name="At">When.</param>
/// <param name="Calendar">As it is in force.</param>
public sealed record HoursCalendarView(string Name, long Version, string By, string At, HoursCalendar Calendar);
