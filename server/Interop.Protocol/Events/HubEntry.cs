namespace Interop.Protocol.Events;

/// <summary>What the room's hub adds to an event (spec 05).</summary>
/// <param name="Seq">Gapless from 1 in the room.</param>
/// <param name="Previous">base64url(SHA-256(JCS({accepted, event, previous, room, seq}))) of the entry before it; 43 × "A" for the first.</param>
/// <param name="Accepted">The hub's time, RFC 3339 UTC with milliseconds.</param>
public sealed record HubEntry(long Seq, string Previous, string Accepted);
