using Interop.Bridges.Native;
using Interop.Bridges.Storage;

namespace Interop.Bridges.Inbound;

/// <summary>An inbox row that needs nothing more but to be closed.</summary>
internal sealed record FinishedRow(InboxRow Row, InboundEvent Inbound, RowOutcome Outcome);
