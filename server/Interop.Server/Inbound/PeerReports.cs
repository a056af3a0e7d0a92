using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Delivery;
using Interop.Server.Identity;
using Interop.Server.Pipeline;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Inbound;

/// <summary>What became of our people's events at another provider: archived, and told to who sent them. Told twice, it is taken once.</summary>
internal sealed class PeerReports(UserDirectory users, RoomDirectory rooms, EventLookup events, Database database, AppendLog log)
{
    public const int ReportsMax = 50;

    /// <exception cref="ProblemException">5.5.0: a report of somebody else's event, or for somebody else's user. None of them is taken.</exception>
    public async Task TakeAsync(ProviderName peer, DeliveryStatuses statuses)
    {
        if (statuses.Reports.Length is 0 or > ReportsMax || Array.IndexOf(statuses.Reports, null) >= 0)
            throw new ProblemException(DecisionCodes.Malformed, $"1 to {ReportsMax} reports are taken at once.");
        var targets = statuses.Reports.Select(report => Check(peer, report)).ToArray();
        for (var i = 0; i < targets.Length; i++)
        {
            if (!IsKnown(statuses.Reports[i], targets[i]))
                await KeepAsync(peer, statuses.Reports[i], targets[i]);
        }
    }

    private EventReference Check(ProviderName peer, DeliveryStatus report)
    {
        if (DecisionCodes.Find(report.Code) is null || !WireTime.TryParse(report.At, out _) || (report.HoldUntil is { } until && !WireTime.TryParse(until, out _)))
            throw new ProblemException(DecisionCodes.Malformed, "A report has a registered code, and times of the form 2026-01-31T09:30:00.000Z.");
        if (events.Find(report.Event) is not { } found || users.Get(found.SenderRow) is not { IsOurs: true } || report.Recipient.Provider != peer || rooms.Get(found.RoomRow).RoomId != report.Room)
            throw new ProblemException(DecisionCodes.NotFound, "A provider reports on events of ours for users of its own.");
        return found;
    }

    private bool IsKnown(DeliveryStatus report, EventReference target) => database.Read(c => c.ExecuteScalar<long>(
        "SELECT count(*) FROM peer_reports WHERE event=@event AND recipient=@recipient AND at=@at", new { @event = target.Leaf, recipient = report.Recipient.Value, at = report.At })) > 0;

    private Task<long> KeepAsync(ProviderName peer, DeliveryStatus report, EventReference target)
    {
        var room = rooms.Get(target.RoomRow);
        var sender = users.Get(target.SenderRow);
        var fields = new JsonObject
        {
            ["code"] = report.Code, ["event"] = report.Event.Value, ["provider"] = peer.Value, ["recipient"] = report.Recipient.Value, ["room"] = room.RoomId.Value,
        };
        if (report.HoldUntil is { } until)
            fields["holdUntil"] = until;
        return log.AppendAsync(
            new LogRecord(LogRecord.Report, fields) { RoomRow = room.Id },
            (connection, leaf) =>
            {
                connection.Execute("INSERT INTO peer_reports(event, recipient, at) VALUES (@event, @recipient, @at) ON CONFLICT DO NOTHING",
                    new { @event = target.Leaf, recipient = report.Recipient.Value, at = report.At });
                connection.Execute("INSERT INTO personal_items(user_id, leaf, kind) VALUES (@sender, @leaf, 'status')", new { sender = sender.Id, leaf });
            },
            (leaf, batch) => batch.Deliveries.Add(new StatusDelivery(leaf, sender, report with { At = WireTime.Format(batch.At), Fidelity = null, Detail = null })));
    }
}
