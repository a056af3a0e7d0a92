namespace Interop.Protocol.ArchiveApi;

/// <summary>Neighbouring records of the log, both ends included.</summary>
/// <param name="First">Index of the first.</param>
/// <param name="Last">Index of the last.</param>
public sealed record IndexRange(long First, long Last);
