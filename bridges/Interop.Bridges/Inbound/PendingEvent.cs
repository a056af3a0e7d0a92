using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Protocol.ClientApi;

namespace Interop.Bridges.Inbound;

/// <summary>An inbox row with the draft that it became, before the server has judged it.</summary>
/// <param name="Row">The row.</param>
/// <param name="Inbound">The native event.</param>
/// <param name="Portal">Where it happened, and where its sender is told what became of it.</param>
/// <param name="Draft">For the server.</param>
internal sealed record PendingEvent(InboxRow Row, InboundEvent Inbound, NativePortal Portal, EventDraft Draft)
{
    /// <summary>An act, not a message: the sender of a refused one hears other words.</summary>
    public bool IsAct { get; init; }

    /// <summary>What is to be remembered when the server has answered with this.</summary>
    public required Func<SubmitResult, RowOutcome> Outcome { get; init; }
}
