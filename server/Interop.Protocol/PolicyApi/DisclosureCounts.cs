namespace Interop.Protocol.PolicyApi;

/// <summary>How many people outside stand how to disclosures (spec 07.8). Who was told by two of them counts twice.</summary>
/// <param name="Told">Were told, and have answered nothing.</param>
/// <param name="Consented">Agree.</param>
/// <param name="Refused">Do not agree.</param>
/// <param name="Withdrawn">Agree no longer.</param>
public sealed record DisclosureCounts(long Told, long Consented, long Refused, long Withdrawn);
