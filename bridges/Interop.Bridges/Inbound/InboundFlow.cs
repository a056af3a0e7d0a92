using System.Text.Json;
using Interop.Bridges.Api;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Portals;
using Interop.Bridges.Scheduling;
using Interop.Bridges.Storage;

namespace Interop.Bridges.Inbound;

/// <summary>
/// Native → OCIP: the first waiting row of a native room. Every step before the last may be repeated: the server knows the transaction id, the network the
/// transaction key. A row is never given up: what was acknowledged to the network reaches the server or is refused by it.
/// </summary>
internal sealed class InboundFlow(BridgeContext bridge, Inbox inbox, InboundMessages messages, InboundActs acts, PortalMaking making)
{
    public async Task<LaneOutcome> WorkAsync(string room, CancellationToken cancellationToken)
    {
        if (bridge.Store.Read(c => InboxTable.First(c, room)) is not { } row)
            return LaneOutcome.Empty;
        var inbound = JsonSerializer.Deserialize(row.Body, BridgeJson.Default.InboundEvent)!;
        if (making.WaitFor(inbound) is { } pause)
            return LaneOutcome.Again(pause);
        RowOutcome outcome;
        try
        {
            outcome = await HandleAsync(row, inbound, cancellationToken);
        }
        catch (ApiUnavailableException unavailable)
        {
            bridge.Health.Failed(unavailable.Message);
            Log.ServerUnavailable(bridge.Log, unavailable.Message);
            return LaneOutcome.Again(unavailable.RetryAfter);
        }
        catch (NativeBusyException busy)
        {
            return LaneOutcome.Again(busy.RetryAfter);
        }
        catch (ApiRefusedException refused)
        {
            outcome = await messages.RefusedAsync(row, inbound, refused.Problem, cancellationToken);
        }
        catch (NativeRefusedException refused)
        {
            Log.Refused(bridge.Log, row.NativeId, row.Room, refused.Message);
            outcome = RowOutcome.Ignored;
        }
        catch (Exception unforeseen) when (!cancellationToken.IsCancellationRequested)
        {
            // Kept and tried again; an administrator sees it on the health page, since it may need one.
            bridge.Health.Failed($"a native event cannot be submitted: {unforeseen.Message}");
            throw;
        }
        await FinishAsync(row, inbound, outcome, cancellationToken);
        return LaneOutcome.Done;
    }

    private Task<RowOutcome> HandleAsync(InboxRow row, InboundEvent inbound, CancellationToken cancellationToken) => inbound switch
    {
        InboundMessage message => messages.MessageAsync(row, message, cancellationToken),
        InboundEdit edit => messages.EditAsync(row, edit, cancellationToken),
        InboundRetraction retraction => messages.RetractAsync(row, retraction, cancellationToken),
        InboundMembership membership => acts.MembershipAsync(row, membership, cancellationToken),
        InboundInvite invite => acts.InviteAsync(row, invite, cancellationToken),
        InboundRoomProfile profile => acts.ProfileAsync(row, profile, cancellationToken),
        _ => throw new InvalidOperationException($"no flow for {inbound.GetType().Name}"),
    };

    private async Task FinishAsync(InboxRow row, InboundEvent inbound, RowOutcome outcome, CancellationToken cancellationToken)
    {
        await bridge.Store.WriteAsync(
            "inbox.finish",
            connection =>
            {
                if (outcome.Event is { } item)
                    NativeIdTable.Add(connection, inbound.Room, inbound.Id, inbound.Aliases, item, outcome.Original ?? item, 0, inbound.Sender, null, bridge.Now);
                if (outcome.Excerpt is { } excerpt)
                    ExcerptTable.Set(connection, outcome.Original ?? outcome.Event!.Value, excerpt.Author, excerpt.Text, bridge.Now);
                if (outcome.Forget is { } forget)
                    ExcerptTable.Remove(connection, forget);
                InboxTable.Finish(connection, row.Seq, outcome.Code, bridge.Now);
            },
            cancellationToken);
        inbox.Finished(row.Sender);
    }
}
