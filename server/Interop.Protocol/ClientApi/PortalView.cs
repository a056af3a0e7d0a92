namespace Interop.Protocol.ClientApi;

/// <param name="Network">matrix, xmpp, …</param>
/// <param name="Kind">gated: nothing reaches anyone before the proxy has decided; observed: archived and told, not preventable.</param>
public sealed record PortalView(string Network, string Kind);
