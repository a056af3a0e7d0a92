namespace Interop.Bridges.Xmpp.Files;

/// <summary>How far a host of files is trusted.</summary>
internal enum FileTrust
{
    /// <summary>Named by the administrator or by the own server: at any address, in clear too.</summary>
    Named,

    /// <summary>Of somebody else's server: at addresses of the public internet only.</summary>
    Stranger,
}
