using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Native;

/// <summary>What every act on the network has in common. One portal's acts come one after another, in order.</summary>
public abstract record OutboundAct
{
    public required NativePortal Portal { get; init; }

    /// <summary>The account that acts. The core has shown the ghost before; the connector brings it into the native room when it is not there.</summary>
    public required NativeUserId Sender { get; init; }

    public required SenderKind SenderKind { get; init; }

    /// <summary>Name of the author, for networks that show one per message.</summary>
    public required string SenderName { get; init; }

    /// <summary>The same on every retry; give it to the network as transaction id, and as a mark where the network would show a puppet's act to us again.</summary>
    public required TransactionKey Key { get; init; }

    /// <summary>The OCIP user who wrote it; null when the bridge speaks.</summary>
    public UserId? Author { get; init; }

    /// <summary>When the author did it (held messages arrive later).</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
