namespace Interop.Bridges.Native;

/// <summary>Spec 11: what the bridge can promise in a native room.</summary>
public enum PortalKind
{
    /// <summary>One native person alone with ghosts: nothing reaches anyone before the proxy has decided.</summary>
    Gated,

    /// <summary>Several native people: the network delivers among them by itself; the bridge archives and tells.</summary>
    Observed,
}
