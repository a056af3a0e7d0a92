namespace Interop.Protocol.BridgeApi;

public sealed record PortalList(Portal[] Portals);
