namespace Interop.Protocol.AdminApi;

/// <summary>An information barrier: members of the two groups may not write to each other.</summary>
public sealed record BarrierRequest(string[] Between);
