using Interop.Protocol.ClientApi;

namespace Interop.Protocol.ProxyApi;

/// <summary>Holds whose end has changed or whose review is decided (proxy/status).</summary>
/// <param name="Cursor">Ask again with this.</param>
/// <param name="Changes">What a release would answer now.</param>
public sealed record HoldChanges(long Cursor, DeliveryStatus[] Changes);
