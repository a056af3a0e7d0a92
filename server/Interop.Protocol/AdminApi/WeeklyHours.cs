namespace Interop.Protocol.AdminApi;

/// <param name="Days">mon tue wed thu fri sat sun.</param>
/// <param name="From">HH:mm or HH:mm:ss, local time, inclusive.</param>
/// <param name="To">HH:mm or HH:mm:ss, local time, exclusive; 24:00 is the end of the day. At or before From: it goes past midnight.</param>
public sealed record WeeklyHours(string[] Days, string From, string To);
