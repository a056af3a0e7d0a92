using System.Text.Json;
using Interop.Bridges.Api;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Portals;
using Interop.Bridges.Scheduling;
using Interop.Bridges.Storage;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Outbound;

/// <summary>OCIP → native, second half: the first waiting row of a portal is shown there; what came of it is remembered and reported in one commit.</summary>
internal sealed class OutboundFlow(BridgeContext bridge, PortalOpener opener, Observation observation, OutboundMessages messages, OutboundState state, Voice voice, Action reported)
{
    /// <summary>Failures of a kind that nobody foresaw: after so many the row is reported as failed instead of blocking its portal for ever.</summary>
    private const int UnforeseenMax = 8;

    public async Task<LaneOutcome> WorkAsync(string lane, CancellationToken cancellationToken)
    {
        if (bridge.Store.Read(c => OutboxTable.First(c, lane)) is not { } row)
            return LaneOutcome.Empty;
        var item = JsonSerializer.Deserialize(row.Body, OcipJson.Default.SyncItem)!;
        try
        {
            var delivered = await DeliverAsync(row, Lane.Parse(lane), item, cancellationToken);
            await FinishAsync(row, item, DecisionCodes.DeliveredArchived.Code, delivered, null, cancellationToken);
        }
        catch (Exception failure) when (failure is NativeRefusedException or ApiRefusedException)
        {
            await FailAsync(row, item, failure.Message, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return await RetryAsync(row, item, failure, cancellationToken);
        }
        return LaneOutcome.Done;
    }

    private async Task<Delivered> DeliverAsync(OutboxRow row, Lane lane, SyncItem item, CancellationToken cancellationToken)
    {
        if (lane.Kind == LaneKind.Request)
        {
            await observation.EnterRequestedAsync(item.Portal!, cancellationToken);
            return Delivered.Nothing;
        }
        if (item.Status is { } status)
            return await TellAsync(status, cancellationToken);
        var news = item.Event!;
        if (lane.Kind == LaneKind.Gated && OutboundState.Ends(news, UserId.Parse(lane.Second!)))
            return await state.ExpelAsync(news, RoomId.Parse(lane.First), UserId.Parse(lane.Second!), cancellationToken);
        var portal = lane.Kind == LaneKind.Gated
            ? await opener.EnsureAsync(RoomId.Parse(lane.First), UserId.Parse(lane.Second!), cancellationToken)
            : Observed(new NativeRoomId(lane.First));
        return news.Header.Type switch
        {
            EventTypes.Message or EventTypes.Edit or EventTypes.Retract or EventTypes.Notice => await messages.ShowAsync(portal, news, OutboxTable.ReadRecipients(row.Recipients), cancellationToken),
            EventTypes.Membership => await state.MembershipAsync(portal, news, cancellationToken),
            EventTypes.Room => await state.ProfileAsync(portal, news, cancellationToken),
            _ => throw new NativeRefusedException($"This bridge does not carry events of type {news.Header.Type}."),
        };
    }

    private NativePortal Observed(NativeRoomId room) => bridge.Store.Read(c => PortalTable.Find(c, room)) is { PortalState: not PortalState.Closed } row
        ? row.View()
        : throw new NativeRefusedException("The bridge was removed from the native room.");

    private async Task<Delivered> TellAsync(DeliveryStatus status, CancellationToken cancellationToken)
    {
        if (bridge.Store.Read(c => NativeIdTable.Source(c, status.Event)) is { } source && bridge.Store.Read(c => PortalTable.Find(c, source.Room)) is { } portal)
        {
            var text = Sentences.Refused(status.Code, status.Detail);
            await voice.SayOnceAsync(portal.View(), $"status/{status.Event}/{status.Recipient}", text, cancellationToken);
        }
        return Delivered.Nothing;
    }

    private async Task<LaneOutcome> RetryAsync(OutboxRow row, SyncItem item, Exception failure, CancellationToken cancellationToken)
    {
        if (bridge.Time.GetUtcNow() - WireTime.Parse(row.QueuedAt) > bridge.Settings.OutboxAgeMax)
        {
            await FailAsync(row, item, $"Not taken by the network for {bridge.Settings.OutboxAgeMax.TotalDays:0} days. {failure.Message}", cancellationToken);
            return LaneOutcome.Done;
        }
        if (failure is NativeBusyException busy)
            return LaneOutcome.Again(busy.RetryAfter);
        if (failure is HttpRequestException or IOException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            bridge.Health.Failed(failure.Message);
            Log.NotDelivered(bridge.Log, row.Item, row.Lane, failure.Message);
            return LaneOutcome.Again((failure as ApiUnavailableException)?.RetryAfter);
        }
        Log.Unforeseen(bridge.Log, failure, row.Item, row.Lane, row.Attempts + 1);
        if (row.Attempts + 1 >= UnforeseenMax)
        {
            await FailAsync(row, item, $"The bridge failed to send it: {failure.Message}", cancellationToken);
            return LaneOutcome.Done;
        }
        await bridge.Store.WriteAsync("outbox.failure", c => OutboxTable.CountFailure(c, row.Seq), cancellationToken);
        return LaneOutcome.Again();
    }

    private Task FailAsync(OutboxRow row, SyncItem item, string why, CancellationToken cancellationToken)
    {
        Log.NotDelivered(bridge.Log, row.Item, row.Lane, why);
        bridge.Health.Failed(why);
        return FinishAsync(row, item, DecisionCodes.BlockedPolicy.Code, Delivered.Nothing, why, cancellationToken);
    }

    /// <summary>Crash before this commit: the row is sent again with the same keys. After it: done and, sooner or later, reported.</summary>
    private async Task FinishAsync(OutboxRow row, SyncItem item, string code, Delivered delivered, string? detail, CancellationToken cancellationToken)
    {
        await bridge.Store.WriteAsync("outbox.finish", c => Finish(c, row, item, code, delivered, detail), cancellationToken);
        reported();
    }

    private void Finish(SqliteConnection connection, OutboxRow row, SyncItem item, string code, Delivered delivered, string? detail)
    {
        var fidelity = delivered.Fidelity.Distinct().ToArray();
        if (item.Event is { } news)
        {
            var room = delivered.Sent.Count == 0 ? (NativeRoomId?)null : NativeRoomOf(connection, row);
            for (var part = 0; part < delivered.Sent.Count; part++)
            {
                var (sent, sender, key, file) = delivered.Sent[part];
                if (sent.Id is not { } id || room is not { } place)
                    continue;
                NativeIdTable.Add(connection, place, id, sent.Aliases, news.Id, delivered.Original ?? news.Id, part, sender, key, bridge.Now);
                if (file is not null || delivered.Anew)
                    NativeIdTable.SetShape(connection, place, key, file, delivered.Anew);
            }
            if (delivered.Excerpt is { } excerpt)
                ExcerptTable.Set(connection, delivered.Original ?? news.Id, excerpt.Author, excerpt.Text, bridge.Now);
            if (delivered.Forget is { } forget)
                ExcerptTable.Remove(connection, forget);
            foreach (var recipient in OutboxTable.Recipients(connection, row.Seq))
                ReportTable.Add(connection, new DeliveryReport(news.Id, recipient, code, delivered.NativeId, fidelity.Length > 0 ? fidelity : null, detail));
        }
        var notes = fidelity.Length > 0 ? JsonSerializer.Serialize(fidelity, BridgeJson.Default.StringArray) : null;
        OutboxTable.Finish(connection, row.Seq, new OutboxDone(code, delivered.NativeId, notes, detail), bridge.Now);
    }

    private static NativeRoomId? NativeRoomOf(SqliteConnection connection, OutboxRow row)
    {
        var lane = Lane.Parse(row.Lane);
        if (lane.Kind == LaneKind.Observed)
            return new NativeRoomId(lane.First);
        return PortalTable.FindGated(connection, RoomId.Parse(lane.First), UserId.Parse(lane.Second!)) is { } portal ? new NativeRoomId(portal.NativeRoom) : null;
    }
}
