namespace Interop.Protocol.Content;

/// <summary>That a message should not wait for its recipients' delivery hours, and why (spec 10.10).</summary>
/// <param name="Reason">In the sender's words, shown to the recipients and to whoever approves; at most 1024 octets.</param>
public sealed record Urgency(string Reason);
