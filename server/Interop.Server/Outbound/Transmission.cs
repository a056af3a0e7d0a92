using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Delivery;
using Interop.Server.Peers;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Outbound;

/// <summary>One transaction to a peer (spec 06): what goes into it, and what its answers mean for the outbox.</summary>
internal sealed partial class Transmission(Database database, AppendLog log, Outbox outbox, PeerClient peers, Agreements agreements, RoomDirectory rooms, EventLookup events, HubAnswers answers, PeerRefusals refusals, FaultPoints faults, TimeProvider time, ILogger<Transmission> logger)
{
    public const int EventsMax = 50;

    // Of the 1 MiB that a transaction may have; what is over goes with the next one.
    private const int OctetsMax = 900 * 1024;

    /// <summary>Sends the first rows that go the same way; answers the rooms in which something must be sent again later.</summary>
    /// <exception cref="PeerException">The peer did not answer: everything stays in the outbox.</exception>
    public async Task<IReadOnlySet<long>> SendAsync(ProviderName peer, IReadOnlyList<OutboxRow> rows, CancellationToken cancellationToken)
    {
        var way = WayOf(rows[0]);
        var first = rows.TakeWhile(r => WayOf(r) == way).ToList();
        return way == "report" ? await ReportAsync(peer, first, cancellationToken) : await SendEventsAsync(peer, way, first, cancellationToken);
    }

    /// <summary>The agreement with the peer has ended: what was on its way is refused here.</summary>
    public async Task GiveUpAsync(ProviderName peer, IReadOnlyList<OutboxRow> rows, PeerException ended)
    {
        var done = new List<OutboxRow>(rows.Count);
        foreach (var row in rows)
        {
            if (row.Lane == OutboxRow.EventLane && database.Read(c => FederatedEventReader.Read(c, row.Leaf, new AttestationBuilder())) is { } ev)
                await TakeAsync(peer, WayOf(row), row, ev.Id, CameBack(row, ev) ?? new SubmitResult { Code = ended.Code.Code, Detail = ended.Message }, done);
            else
                done.Add(row);
        }
        Done(peer, done);
    }

    private static string WayOf(OutboxRow row) => row.Lane == OutboxRow.ReportLane ? "report" : row.Kind == LogRecord.Egress ? "submit" : "fanout";

    private async Task<IReadOnlySet<long>> SendEventsAsync(ProviderName peer, string way, List<OutboxRow> rows, CancellationToken cancellationToken)
    {
        var (body, sent, gone, settled) = Compose(peer, rows);
        var later = new HashSet<long>();
        var done = new List<OutboxRow>(gone);
        foreach (var (row, id, result) in settled)
            await TakeAsync(peer, way, row, id, result, done);
        if (sent.Count > 0)
        {
            faults.Crash(FaultPoints.SendBefore);
            var answer = await peers.SendAsync(peer, HttpMethod.Post, way, body, cancellationToken);
            faults.Crash(FaultPoints.SendAfter);
            var results = answer.Read(OcipJson.Default.SubmitResponse)?.Results;
            // A peer that cannot take this transaction may take others: its rooms wait, and come back in other company.
            if (results is null && answer.RefusesTheRequest)
            {
                LogRefused(peer.Value, way, answer.Status, sent.Count);
                later.UnionWith(sent.Select(s => s.Row.Room));
                results = [];
            }
            else if (results is null || results.Length != sent.Count)
                throw answer.Unavailable("the transaction was not answered by a result for each event");
            for (var i = 0; i < results.Length; i++)
            {
                // What follows an event that must wait waits behind it.
                if (results[i].Code is not ['2' or '5', ..] || results[i].Code == DecisionCodes.AcceptedArchivePending.Code || later.Contains(sent[i].Row.Room))
                    later.Add(sent[i].Row.Room);
                else
                    await TakeAsync(peer, way, sent[i].Row, sent[i].Event, results[i], done);
            }
        }
        faults.Crash(FaultPoints.SentBeforeMark);
        Done(peer, done);
        return later;
    }

    private async Task TakeAsync(ProviderName peer, string way, OutboxRow row, Protocol.Identifiers.EventId id, SubmitResult result, List<OutboxRow> done)
    {
        // Without its body it is kept in the chain by its header alone, which is what was wanted; the sender knows already who does not get it.
        if (result.Code[0] == '5' && !(result.Code == DecisionCodes.Malformed.Code && IsWithheld(peer, row)))
            await refusals.TakeAsync(peer, row, id, result);
        if (result.Retention is { } answer && answer.Answer != RetentionAnswer.Accepted && RetentionRules.IsAnswer(answer) && row.Lane == OutboxRow.EventLane)
            await KeepAsync(peer, row, id, answer);
        if (way == "submit")
            answers.Tell(id, result);
        done.Add(row);
    }

    private bool IsWithheld(ProviderName peer, OutboxRow row) => row.Kind == LogRecord.Event && database.Read(c =>
    {
        var record = c.QuerySingle<byte[]>("SELECT record FROM records WHERE leaf=@leaf", new { leaf = row.Leaf });
        return FederatedEventReader.Read(c, row.Leaf, new AttestationBuilder()) is { Body: not null } ev && WithheldBodies.For(c, peer, row.Room, record, ev).Body is null;
    });

    /// <summary>
    /// A peer keeps its copy longer, or cannot keep it long enough (RET-9.9). The row goes with the commit of the record: a crash before it leaves the row, which is sent
    /// again, and no record; a crash after it the record, and nothing to send.
    /// </summary>
    private Task<long> KeepAsync(ProviderName peer, OutboxRow row, Protocol.Identifiers.EventId id, RetentionAnswer answer)
    {
        var room = rooms.Get(row.Room);
        var fields = new JsonObject { ["answer"] = answer.Answer, ["event"] = id.Value, ["peer"] = peer.Value, ["room"] = room.RoomId.Value };
        if (answer.Until is { } until)
            fields["until"] = until;
        var content = new JsonObject();
        if (answer.Basis is { } basis)
            content["basis"] = basis;
        return log.AppendAsync(new LogRecord(LogRecord.Retention, fields, content) { RoomRow = room.Id }, (connection, _) => Outbox.Delete(connection, peer, row));
    }

    /// <summary>
    /// The transaction, its rows, rows that carry nothing for others (events from before the peer had a part in the room), and rows whose answer
    /// is known here.
    /// </summary>
    private (byte[] Body, List<(OutboxRow Row, Protocol.Identifiers.EventId Event)> Sent, List<OutboxRow> Gone, List<(OutboxRow Row, Protocol.Identifiers.EventId Event, SubmitResult Result)> Settled) Compose(ProviderName peer, List<OutboxRow> rows) => database.Read(connection =>
    {
        var batches = new AttestationBuilder();
        var heads = new Dictionary<long, RoomHeadClaim>();
        var (composed, sent, gone) = (new List<FederatedEvent>(), new List<(OutboxRow, Protocol.Identifiers.EventId)>(), new List<OutboxRow>());
        var settled = new List<(OutboxRow, Protocol.Identifiers.EventId, SubmitResult)>();
        DateTimeOffset? first = null;
        long octets = 0;
        // All of them by one statement, and no further than they fit.
        var stored = connection.Query<(byte[] Record, byte[]? Body, byte[]? Wire)>("""
            SELECT r.record, opened(r.body), a.wire FROM json_each(@leaves) l JOIN records r ON r.leaf=l.value LEFT JOIN attestations a ON a.leaf=r.leaf ORDER BY l.key
            """, new { leaves = $"[{string.Join(',', rows.Select(r => r.Leaf))}]" }, buffered: false);
        foreach (var (row, (record, body, wire)) in rows.Zip(stored))
        {
            octets += 3072 + record.Length + (body?.Length ?? 0);
            if (octets > OctetsMax && composed.Count > 0)
                break;
            first ??= TimeOf(record);
            if (wire is null)
            {
                gone.Add(row);
                continue;
            }
            var room = rooms.Get(row.Room);
            var found = WithheldBodies.For(connection, peer, row.Room, record, FederatedEventReader.Of(record, body, wire, batches));
            if (row.Kind == LogRecord.Egress && Settled(peer, row, room, found) is { } result)
            {
                settled.Add((row, found.Id, result));
                continue;
            }
            composed.Add(found);
            sent.Add((row, found.Id));
            if (!heads.ContainsKey(row.Room) && room.Head is { Seq: > 0 } head)
                heads[row.Room] = new RoomHeadClaim(found.Header.Room, head.Seq, Base64Url.EncodeToString(head.Hash));
        }
        var transaction = new FederationTransaction { Transaction = IdOf(peer, rows[0], composed.Count, first!.Value), Batches = [.. batches.Batches], Events = [.. composed], Heads = heads.Count > 0 ? [.. heads.Values] : null };
        return (JsonSerializer.SerializeToUtf8Bytes(transaction, OcipJson.Default.FederationTransaction), sent, gone, settled);
    });

    /// <summary>The answer to an own event that is not sent to its hub: it came back, its content was erased while it waited, or the agreement does not cover it any more.</summary>
    private SubmitResult? Settled(ProviderName peer, OutboxRow row, Room room, FederatedEvent going)
    {
        if (going.Body is null)
            return CameBack(row, going) ?? new SubmitResult { Code = DecisionCodes.BlockedPolicy.Code, Detail = "Its content was erased before its room's provider had taken it." };
        return RoomUse.Check(agreements, peer, room, going.Header, going.Body.Content) is { } fault ? new SubmitResult { Code = fault.Code.Code, Detail = fault.Detail } : null;
    }

    /// <summary>
    /// The answer to an own event whose hub went down after it had given it a place and before it had answered. The event came back with its
    /// place, and its body moved to that record: the hub has taken it, whatever becomes of the answer.
    /// </summary>
    private SubmitResult? CameBack(OutboxRow row, FederatedEvent going) =>
        row.Kind == LogRecord.Egress && going.Body is null && events.Find(going.Id) is { Kind: not LogRecord.Egress } known
            ? database.Read(c => Repeats.Read(c, known.Leaf))
            : null;

    private async Task<IReadOnlySet<long>> ReportAsync(ProviderName peer, List<OutboxRow> rows, CancellationToken cancellationToken)
    {
        var all = database.Read(connection => rows.SelectMany(row => ReportsOf(connection, peer, row)).ToArray());
        foreach (var reports in all.Chunk(Inbound.PeerReports.ReportsMax))
        {
            // Those that were taken before a failure are sent again, and taken once.
            var answer = await peers.SendAsync(peer, HttpMethod.Post, "report", JsonSerializer.SerializeToUtf8Bytes(new DeliveryStatuses(reports), OcipJson.Default.DeliveryStatuses), cancellationToken);
            if (answer.Status is not (204 or >= 400 and < 500) || answer.Status == 429)
                throw answer.Unavailable("the reports were not taken");
        }
        Done(peer, rows);
        return new HashSet<long>();
    }

    /// <summary>What an event's record, or a later release, says of our people.</summary>
    private static IEnumerable<DeliveryStatus> ReportsOf(SqliteConnection connection, ProviderName peer, OutboxRow row)
    {
        var (record, body) = connection.QuerySingle<(byte[] Record, byte[]? Body)>("SELECT record, opened(body) FROM records WHERE leaf=@leaf", new { leaf = row.Leaf });
        if (row.Kind != LogRecord.Event)
            return [StatusOf.Record(record, body)];
        using var document = JsonDocument.Parse(record);
        var root = document.RootElement;
        var decision = root.GetProperty("decision");
        if (!decision.TryGetProperty("recipients", out var recipients))
            return [];
        return [.. recipients.EnumerateArray().Where(r => !r.TryGetProperty("cancels", out _)).Select(r => new DeliveryStatus
        {
            Event = Protocol.Identifiers.EventId.Parse(root.GetProperty("event").GetString()!),
            Room = RoomId.Parse(root.GetProperty("header").GetProperty("room").GetString()!),
            Recipient = UserId.Parse(r.GetProperty("user").GetString()!),
            Code = r.GetProperty("code").GetString()!,
            HoldUntil = r.TryGetProperty("holdUntil", out var until) ? until.GetString() : null,
            At = root.GetProperty("at").GetString()!,
        }).Where(s => s.Recipient.Provider != peer)];
    }

    private void Done(ProviderName peer, List<OutboxRow> rows)
    {
        if (rows.Count > 0)
            log.Enqueue(new OutboxDone(outbox, peer, rows));
    }

    private static DateTimeOffset TimeOf(byte[] record)
    {
        using var document = JsonDocument.Parse(record);
        return Protocol.Time.WireTime.Parse(document.RootElement.GetProperty("at").GetString()!);
    }

    /// <summary>The same rows make the same id, so that a transaction that is sent again after a crash is known for a repeat.</summary>
    private TransactionId IdOf(ProviderName peer, OutboxRow first, int count, DateTimeOffset made)
    {
        var octets = SHA256.HashData(Encoding.ASCII.GetBytes($"{peer}\n{first.Lane}\n{first.Leaf}\n{count}")).AsSpan(0, 16).ToArray();
        Span<byte> stamp = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(stamp, Math.Min(made.ToUnixTimeMilliseconds(), time.GetUtcNow().ToUnixTimeMilliseconds()));
        stamp[2..].CopyTo(octets);
        octets[6] = (byte)(0x70 | (octets[6] & 0x0f));
        octets[8] = (byte)(0x80 | (octets[8] & 0x3f));
        return TransactionId.Parse(new Guid(octets, bigEndian: true).ToString("D"));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} answered a {Way} of {Count} events with HTTP {Status} as a whole; their rooms wait")]
    private partial void LogRefused(string peer, string way, int status, int count);
}
