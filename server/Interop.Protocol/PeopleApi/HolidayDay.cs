namespace Interop.Protocol.PeopleApi;

/// <param name="Date">yyyy-MM-dd.</param>
/// <param name="Name">What the day is called.</param>
public sealed record HolidayDay(string Date, string Name);
