using Interop.Bridges.Native;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Inbound;

/// <summary>What all drafts of one inbox row have in common.</summary>
/// <param name="Inbound">The native event.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="Portal">Where it happened.</param>
/// <param name="Sender">Who did it.</param>
/// <param name="ReceivedAt">When the bridge took it.</param>
internal sealed record DraftOrigin(InboundEvent Inbound, string Network, NativePortal Portal, UserId Sender, string ReceivedAt);
