namespace Interop.Protocol.PeopleApi;

/// <param name="Month">yyyy-MM.</param>
/// <param name="Method">How minutes are estimated.</param>
/// <param name="People">Those of whom something was counted.</param>
/// <param name="Next">Ask again with this as <c>after</c>; absent on the last page.</param>
public sealed record LabourReport(string Month, string Method, LabourRow[] People, long? Next = null);
