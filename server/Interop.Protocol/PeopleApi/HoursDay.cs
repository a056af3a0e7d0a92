namespace Interop.Protocol.PeopleApi;

/// <summary>A day of a person in the zone of the person's hours.</summary>
/// <param name="Date">yyyy-MM-dd.</param>
/// <param name="Open">When the person may be disturbed, in order; none on a day that is closed.</param>
/// <param name="Reason">Of a day that is closed as a whole: holiday, leave or absence.</param>
/// <param name="Detail">Of a holiday its name.</param>
public sealed record HoursDay(string Date, HoursSpan[] Open, string? Reason = null, string? Detail = null);
