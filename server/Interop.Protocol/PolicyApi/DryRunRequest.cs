namespace Interop.Protocol.PolicyApi;

/// <summary>Asks what a version would have done (spec 7.8).</summary>
/// <param name="Days">Over how many days back, 1 to 30; absent: 30.</param>
public sealed record DryRunRequest(int? Days = null);
