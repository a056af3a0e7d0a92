namespace Interop.Bridges.Storage;

/// <summary>A stream item that waits to be shown in one portal.</summary>
internal sealed record OutboxRow(long Seq, string Lane, string Item, string Body, string Recipients, string QueuedAt, long Attempts);
