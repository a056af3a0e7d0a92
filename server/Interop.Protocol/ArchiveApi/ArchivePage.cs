namespace Interop.Protocol.ArchiveApi;

/// <param name="Records">In order of index.</param>
/// <param name="Next">Ask for records after this index for the next page; null at the end.</param>
public sealed record ArchivePage(ArchiveRecord[] Records, long? Next = null);
