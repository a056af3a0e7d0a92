namespace Interop.Protocol.Media;

/// <summary>What a scanner for malware said of a file when it came in (spec 15.8).</summary>
/// <param name="Verdict"><see cref="MediaVerdicts"/>.</param>
/// <param name="At">When.</param>
/// <param name="Scanner">Name and version of the scanner and its signatures, as it says; null when it was away.</param>
/// <param name="Signature">What was found; of infected files only.</param>
public sealed record MediaScan(string Verdict, string At, string? Scanner = null, string? Signature = null);
