namespace Interop.Protocol.PeopleApi;

/// <param name="Name">Of the calendar, such as PT.</param>
/// <param name="Title">Of whom they are the holidays.</param>
/// <param name="Source">By which law or notice.</param>
/// <param name="First">First date that is in it.</param>
/// <param name="Last">Last date that is in it: days after it are not known.</param>
/// <param name="Days">How many.</param>
/// <param name="Version">Counts the changes; absent of one that comes with the server and was not changed.</param>
/// <param name="By">Account that changed it.</param>
/// <param name="At">When.</param>
public sealed record HolidayCalendarView(string Name, string Title, string Source, string? First, string? Last, int Days, long? Version = null, string? By = null, string? At = null);
