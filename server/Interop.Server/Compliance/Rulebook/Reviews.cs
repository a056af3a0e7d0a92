using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Delivery;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// What waits here until a person decides (spec 7.8), where the engine is in this process. A decision is a record; then what waited is looked at by all
/// policies again, and delivered, or never. A crash after the record: the hold is looked at again with the recipient's next one, or after a start.
/// </summary>
internal sealed partial class Reviews(ServerOptions options, Database database, AppendLog log, EventLookup events, UserDirectory users, RoomDirectory rooms, Releases releases, ILogger<Reviews> logger)
{
    private const int ListMax = 500;

    /// <summary>Each event and recipient, the oldest first.</summary>
    public DeliveryStatus[] Waiting() => [.. database.Read(c => c.Query<(byte[] Record, long User)>("""
        SELECT r.record, h.user_id FROM holds h JOIN records r ON r.leaf=h.leaf WHERE h.reason='review' AND NOT EXISTS (SELECT 1 FROM reviews v WHERE v.leaf=h.leaf)
        ORDER BY h.leaf, h.user_id LIMIT @max
        """, new { max = ListMax }).AsList()).Select(row => View(row.Record, users.Get(row.User).UserId))];

    /// <summary>Somebody has looked at it: it goes on, or never does. Decided once; the same again changes nothing.</summary>
    /// <exception cref="ProblemException">5.5.4: nothing of it waits; 5.5.2: it was decided otherwise; 5.1.0: the officer has written it; 5.5.3: the proxy outside this process has it.</exception>
    public async Task DecideAsync(Principal principal, EventId ev, bool release)
    {
        if (options.Proxy is not null)
            throw new ProblemException(DecisionCodes.ProfileNotSupported, "The compliance proxy decides here; what waits for a review is at the proxy.");
        var decided = release ? HeldEvent.Released : HeldEvent.Blocked;
        var found = events.Find(ev) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such event here.");
        if (database.Read(c => OwnPersonas.Of(c, principal.Account)).Contains(found.SenderRow))
            throw new ProblemException(DecisionCodes.BlockedPolicy, "Nobody decides on what they have written themselves.");
        if (database.Read(c => c.QuerySingleOrDefault<string?>("SELECT decided FROM reviews WHERE leaf=@leaf", new { leaf = found.Leaf })) is { } before)
        {
            if (before != decided)
                throw new ProblemException(DecisionCodes.TransactionConflict, "It was decided otherwise before.");
            return;
        }
        if (database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM holds WHERE leaf=@leaf AND reason='review'", new { leaf = found.Leaf })) == 0)
            throw new ProblemException(DecisionCodes.NotFound, "Nothing of this event waits for a review.");
        var fields = new JsonObject { ["what"] = "review", ["decided"] = decided, ["event"] = ev.Value };
        await log.AppendAsync(new LogRecord(LogRecord.Policy, fields, new JsonObject { ["by"] = principal.Account, ["value"] = null }), (connection, record) =>
            connection.Execute("INSERT INTO reviews(leaf, decided, record) VALUES (@leaf, @decided, @record) ON CONFLICT DO NOTHING", new { leaf = found.Leaf, decided, record }));
        await LookAgainAsync(found.Leaf);
    }

    private async Task LookAgainAsync(long leaf)
    {
        foreach (var (room, user) in database.Read(c => c.Query<(long Room, long User)>("SELECT room_id, user_id FROM holds WHERE leaf=@leaf", new { leaf }).AsList()))
        {
            try
            {
                await releases.RunAsync(rooms.Get(room), users.Get(user));
            }
            catch (Exception fault) when (fault is PolicyUnavailableException or InvalidOperationException)
            {
                // The decision is on record; the hold is looked at again with the next one of this recipient.
                LogLater(fault);
            }
        }
    }

    private static DeliveryStatus View(byte[] record, UserId recipient)
    {
        using var document = System.Text.Json.JsonDocument.Parse(record);
        var root = document.RootElement;
        return new DeliveryStatus
        {
            Event = EventId.Parse(root.GetProperty("event").GetString()!), Room = RoomId.Parse(root.GetProperty("header").GetProperty("room").GetString()!), Recipient = recipient,
            Code = DecisionCodes.HeldForReview.Code, At = root.GetProperty("at").GetString()!,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was reviewed could not be looked at now; it is later")]
    private partial void LogLater(Exception fault);
}
