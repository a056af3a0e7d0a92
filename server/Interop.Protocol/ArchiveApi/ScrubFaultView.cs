namespace Interop.Protocol.ArchiveApi;

/// <param name="Subject">Which record, body, tile, batch, checkpoint or file.</param>
/// <param name="Detail">What was expected.</param>
/// <param name="FoundAt">RFC 3339 UTC.</param>
public sealed record ScrubFaultView(string Subject, string Detail, string FoundAt);
