namespace Interop.Protocol.ArchiveApi;

/// <param name="Exports">The newest first.</param>
public sealed record ExportList(ExportView[] Exports);
