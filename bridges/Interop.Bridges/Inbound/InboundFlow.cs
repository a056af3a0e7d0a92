using Interop.Bridges.Api;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Portals;
using Interop.Bridges.Scheduling;
using Interop.Bridges.Storage;
using Interop.Protocol.Events;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Inbound;

/// <summary>
/// Native → OCIP: the first waiting rows of a native room. Every step before the last may be repeated: the server knows the transaction id, the network the
/// transaction key. A row is never given up: what was acknowledged to the network reaches the server or is refused by it.
/// </summary>
internal sealed class InboundFlow(BridgeContext bridge, Inbox inbox, InboundBatch batches, InboundMessages messages, InboundActs acts, PortalMaking making)
{
    public async Task<LaneOutcome> WorkAsync(string room, CancellationToken cancellationToken)
    {
        var rows = bridge.Store.Read(c => InboxTable.Waiting(c, room, EventLimits.TransactionEventsMax));
        if (rows.Count == 0)
            return LaneOutcome.Empty;
        var (row, inbound) = (rows[0], InboundBatch.Read(rows[0]));
        if (making.WaitFor(inbound) is { } pause)
            return LaneOutcome.Again(pause);
        IReadOnlyList<FinishedRow> finished;
        try
        {
            finished = inbound is InboundMessage or InboundEdit or InboundRetraction
                ? await batches.WorkAsync(rows, cancellationToken)
                : [new FinishedRow(row, inbound, await ActAsync(row, inbound, cancellationToken))];
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
            finished = [new FinishedRow(row, inbound, await messages.RefusedAsync(row, inbound, refused.Problem, cancellationToken))];
        }
        catch (NativeRefusedException refused)
        {
            Log.Refused(bridge.Log, row.NativeId, row.Room, refused.Message);
            finished = [new FinishedRow(row, inbound, RowOutcome.Ignored)];
        }
        catch (Exception unforeseen) when (!cancellationToken.IsCancellationRequested)
        {
            // Kept and tried again; an administrator sees it on the health page, since it may need one.
            bridge.Health.Failed($"a native event cannot be submitted: {unforeseen.Message}");
            throw;
        }
        if (finished.Count > 0)
            await FinishAsync(finished, cancellationToken);
        return LaneOutcome.Done;
    }

    private Task<RowOutcome> ActAsync(InboxRow row, InboundEvent inbound, CancellationToken cancellationToken) => inbound switch
    {
        InboundMembership membership => acts.MembershipAsync(row, membership, cancellationToken),
        InboundInvite invite => acts.InviteAsync(row, invite, cancellationToken),
        InboundRoomProfile profile => acts.ProfileAsync(row, profile, cancellationToken),
        _ => throw new InvalidOperationException($"no flow for {inbound.GetType().Name}"),
    };

    /// <summary>Crash before this commit: all of it is submitted again and answered the same. After it: done.</summary>
    private async Task FinishAsync(IReadOnlyList<FinishedRow> finished, CancellationToken cancellationToken)
    {
        await bridge.Store.WriteAsync(
            "inbox.finish",
            connection =>
            {
                foreach (var (row, inbound, outcome) in finished)
                    Finish(connection, row, inbound, outcome);
            },
            cancellationToken);
        inbox.Finished(finished.Select(f => f.Row.Sender));
    }

    private void Finish(SqliteConnection connection, InboxRow row, InboundEvent inbound, RowOutcome outcome)
    {
        if (outcome.Event is { } item)
            NativeIdTable.Add(connection, inbound.Room, inbound.Id, inbound.Aliases, item, outcome.Original ?? item, 0, inbound.Sender, null, bridge.Now);
        if (outcome.Excerpt is { } excerpt)
            ExcerptTable.Set(connection, outcome.Original ?? outcome.Event!.Value, excerpt.Author, excerpt.Text, bridge.Now);
        if (outcome.Forget is { } forget)
            ExcerptTable.Remove(connection, forget);
        InboxTable.Finish(connection, row.Seq, outcome.Code, bridge.Now);
    }
}
