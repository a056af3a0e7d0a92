namespace Interop.Server;

/// <summary>What a process of this program is.</summary>
internal enum ServerRole
{
    /// <summary>Provider and archive of an organisation; its policies in this process, or a proxy outside it.</summary>
    Provider,

    /// <summary>A compliance proxy alone (spec 07): own keys, own archive, own database.</summary>
    Proxy,
}
