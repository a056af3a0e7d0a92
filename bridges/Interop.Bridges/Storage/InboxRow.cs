namespace Interop.Bridges.Storage;

/// <summary>A native event that waits to be submitted.</summary>
internal sealed record InboxRow(long Seq, string Room, string NativeId, string Sender, string Body, string ReceivedAt, string TransactionId);
