namespace Interop.Protocol.PeopleApi;

/// <summary>Public holidays of a country or place (spec 10.9).</summary>
/// <param name="Title">Of whom they are the holidays.</param>
/// <param name="Source">By which law or notice.</param>
/// <param name="Days">By date.</param>
public sealed record HolidayCalendar(string Title, string Source, HolidayDay[] Days);
