namespace Interop.Protocol.ArchiveApi;

/// <param name="Hour">Its beginning, RFC 3339 UTC.</param>
/// <param name="Sources">By source, as reconciliation names them.</param>
public sealed record TrafficHour(string Hour, ReconciliationLine[] Sources);
