namespace Interop.Protocol.PeopleApi;

/// <param name="From">RFC 3339 UTC, inclusive.</param>
/// <param name="To">Exclusive.</param>
public sealed record HoursSpan(string From, string To);
