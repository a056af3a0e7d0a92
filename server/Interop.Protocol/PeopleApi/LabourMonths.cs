namespace Interop.Protocol.PeopleApi;

/// <param name="Months">In order; without those of which nothing was counted.</param>
public sealed record LabourMonths(LabourMonth[] Months);
