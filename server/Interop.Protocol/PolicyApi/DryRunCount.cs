namespace Interop.Protocol.PolicyApi;

/// <param name="Name">Of what.</param>
/// <param name="Events">How many.</param>
public sealed record DryRunCount(string Name, long Events);
