namespace Interop.Protocol.PeopleApi;

/// <param name="Id">To take it away by.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Kind">leave or absence.</param>
/// <param name="By">Account that put it in.</param>
/// <param name="At">When.</param>
public sealed record AbsenceView(string Id, string From, string To, string Kind, string By, string At);
