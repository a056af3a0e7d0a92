namespace Interop.Bridges.Matrix.AppService;

/// <summary>Bounds on what the homeserver may send.</summary>
internal static class IngressLimits
{
    /// <summary>
    /// Octets of a transaction. Synapse sends at most 100 events of at most 64 KiB, each with the content before it, and as many
    /// ephemeral ones; a refusal would be sent again for ever, so the bound is well above that.
    /// </summary>
    public const int TransactionOctetsMax = 64 * 1024 * 1024;

    /// <summary>Connections at one time. A homeserver opens a handful.</summary>
    public const int ConnectionsMax = 256;

    public const int HeaderOctetsMax = 16 * 1024;

    public static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Characters of an event type that are looked at; the spec allows 255 octets.</summary>
    public const int TypeLengthMax = 255;

    /// <summary>Characters of the path of a request.</summary>
    public const int PathLengthMax = 4_096;
}
