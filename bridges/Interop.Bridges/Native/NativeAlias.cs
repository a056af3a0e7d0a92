namespace Interop.Bridges.Native;

/// <summary>
/// A further id of the same native message. Networks refer to one message by different ids for different acts (XMPP: stanza-id,
/// origin-id and message id); the core stores all, finds the event by any of them, and hands all back in <see cref="NativeTarget"/>.
/// </summary>
/// <param name="Kind">The connector's own word for it, such as origin-id.</param>
/// <param name="Id">The id.</param>
public sealed record NativeAlias(string Kind, NativeEventId Id);
