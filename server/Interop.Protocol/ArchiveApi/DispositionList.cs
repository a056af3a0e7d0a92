namespace Interop.Protocol.ArchiveApi;

/// <param name="Dispositions">The newest first; at most 100.</param>
public sealed record DispositionList(DispositionView[] Dispositions);
