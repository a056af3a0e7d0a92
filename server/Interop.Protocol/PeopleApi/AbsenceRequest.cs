namespace Interop.Protocol.PeopleApi;

/// <summary>A leave or another absence: closed on all of these days (spec 10.9).</summary>
/// <param name="From">First day, yyyy-MM-dd in the zone of the person's hours.</param>
/// <param name="To">Last day, closed too.</param>
/// <param name="Kind">leave or absence.</param>
public sealed record AbsenceRequest(string From, string To, string Kind);
