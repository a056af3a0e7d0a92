namespace Interop.Protocol.ArchiveApi;

/// <summary>Of how many there are in an export.</summary>
/// <param name="Of">kind, network, or format.</param>
/// <param name="Name">Which one.</param>
/// <param name="Count">Records; of a format its records or, of conversations, its documents.</param>
public sealed record ExportCount(string Of, string Name, long Count);
