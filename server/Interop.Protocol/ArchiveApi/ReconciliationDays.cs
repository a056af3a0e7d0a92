namespace Interop.Protocol.ArchiveApi;

/// <param name="Days">The newest first; without those that have no report.</param>
public sealed record ReconciliationDays(ReconciliationDay[] Days);
