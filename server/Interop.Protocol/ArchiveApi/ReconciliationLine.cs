namespace Interop.Protocol.ArchiveApi;

/// <param name="Name">Of a network, client or federation peer as the source of records has it; a room; a person.</param>
/// <param name="Counts">Theirs.</param>
public sealed record ReconciliationLine(string Name, ReconciliationCounts Counts);
