namespace Interop.Protocol.ArchiveApi;

/// <param name="Timestamps">By size.</param>
public sealed record TimestampList(TimestampView[] Timestamps);
