namespace Interop.Protocol.ClientApi;

/// <summary>Everything up to this cursor is safe with the recipient; a stream asked for without a cursor starts after it.</summary>
public sealed record CursorAck(long Cursor);
