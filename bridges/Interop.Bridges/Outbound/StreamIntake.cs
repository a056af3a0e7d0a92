using System.Globalization;
using System.Text.Json;
using Interop.Bridges.Portals;
using Interop.Bridges.Storage;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Outbound;

/// <summary>OCIP → native, first half: a frame of the server's stream becomes outbox rows, in one commit with the cursor; only then is it acknowledged.</summary>
internal sealed class StreamIntake(BridgeContext bridge, ObservationGate gate)
{
    /// <summary>Takes a frame. A frame that comes again changes nothing: rows are unique per item and portal.</summary>
    public async Task<Taken> TakeAsync(SyncFrame frame, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        var taken = new Taken();
        // Crash before the commit: the frame comes again. After it: the rows are here and the next request asks for what comes after the cursor.
        await bridge.Store.WriteAsync(
            "outbox.take",
            connection =>
            {
                foreach (var item in frame.Items)
                    Take(connection, item, taken);
                NoteTable.Set(connection, NoteTable.Cursor, frame.Cursor.ToString(CultureInfo.InvariantCulture));
            },
            cancellationToken);
        return taken;
    }

    public long? Cursor() => bridge.Store.Read(c => NoteTable.Find(c, NoteTable.Cursor)) is { } cursor ? long.Parse(cursor, CultureInfo.InvariantCulture) : null;

    private void Take(SqliteConnection connection, SyncItem item, Taken taken)
    {
        switch (item.Kind)
        {
            case SyncItem.KindEvent when item.Event is { } news && IsCarried(news):
                foreach (var portal in (item.Recipients ?? []).GroupBy(r => LaneOf(connection, news.Header.Room, r)))
                    Add(connection, portal.Key, news.Id.Value, item with { Receipt = null, Proof = null }, [.. portal], taken);
                break;
            case SyncItem.KindPortal when item.Portal is { } request:
                Add(connection, Lane.Request(request.NativeRoom), $"portal/{item.Position}", item, [], taken);
                break;
            case SyncItem.KindStatus when item.Status is { } status && status.Code.StartsWith('5') && NativeIdTable.Source(connection, status.Event) is { } source:
                // A held message was refused at its release: its native sender is told where they wrote it.
                if (PortalTable.Find(connection, source.Room) is { } from)
                    Add(connection, LaneOf(from), $"status/{status.Event}/{status.Recipient}", item, [], taken);
                break;
            default:
                // Kinds of later versions, and statuses that nobody here waits for.
                break;
        }
    }

    private void Add(SqliteConnection connection, Lane lane, string item, SyncItem body, UserId[] recipients, Taken taken)
    {
        var text = lane.ToString();
        if (OutboxTable.Add(connection, text, item, JsonSerializer.Serialize(body, OcipJson.Default.SyncItem), recipients, bridge.Now))
        {
            taken.Lanes.Add(text);
            return;
        }
        // The same event for further people in a portal that shows it already (released from a hold): nothing to show again, but they have it.
        if (body.Released != true || OutboxTable.Join(connection, text, item, recipients) || OutboxTable.Done(connection, text, item) is not { } done)
            return;
        taken.Reports = true;
        foreach (var recipient in recipients)
            ReportTable.Add(connection, new DeliveryReport(body.Event!.Id, recipient, done.Code, done.NativeId, Notes(done.Fidelity), done.Detail));
    }

    private static string[]? Notes(string? json) => json is null ? null : JsonSerializer.Deserialize(json, BridgeJson.Default.StringArray);

    /// <summary>What a frame made.</summary>
    internal sealed class Taken
    {
        /// <summary>Lanes that have new rows.</summary>
        public HashSet<string> Lanes { get; } = new(StringComparer.Ordinal);

        /// <summary>There are new delivery reports.</summary>
        public bool Reports { get; set; }
    }

    private static Lane LaneOf(SqliteConnection connection, RoomId room, UserId recipient) =>
        PortalTable.ObservedWith(connection, room, recipient) is { } observed ? Lane.Observed(observed) : Lane.Gated(room, recipient);

    private static Lane LaneOf(PortalRow portal) => portal.PersonUserId is { } person
        ? Lane.Gated(RoomId.Parse(portal.Room), person)
        : Lane.Observed(new Native.NativeRoomId(portal.NativeRoom));

    /// <summary>
    /// Everything but the organisation's own records, which native people see as notices or not at all, and declarations of portals, which nobody is shown: they must
    /// not open a portal again that was just closed.
    /// </summary>
    private static bool IsCarried(OcipEvent news) => news.Header.Type switch
    {
        EventTypes.Supervision or EventTypes.Consent or EventTypes.Receipt => false,
        // A disclosure is for people: it is shown as a message is.
        EventTypes.Notice => news.Body?.Content is { ValueKind: JsonValueKind.Object } said && said.TryGetProperty("part", out _),
        EventTypes.Room => news.Body?.Content is { ValueKind: JsonValueKind.Object } content && (content.TryGetProperty("name", out _) || content.TryGetProperty("topic", out _)),
        _ => true,
    };
}
