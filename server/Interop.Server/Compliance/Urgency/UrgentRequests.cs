using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Pipeline;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Compliance.Urgency;

/// <summary>
/// Messages that are held for hours and whose senders say that they are urgent (spec 10.10). A row comes with the message, in its commit; whether it
/// passes is decided afterwards, by the policy or by an approver.
/// </summary>
internal sealed class UrgentRequests(Database database, AppendLog log, UserDirectory users, RoomDirectory rooms, BarrierGate barriers, TimeProvider time)
{
    public const string Asked = "asked";
    public const string Passed = "passed";
    public const string Approved = "approved";
    public const string Refused = "refused";

    /// <summary>Own urgent messages that somebody is told of.</summary>
    private const int AskedMax = 50;

    private const string Select = "SELECT u.leaf, u.room_id AS RoomRow, u.sender AS SenderRow, r.record, opened(r.body) AS Body FROM urgent_requests u JOIN records r ON r.leaf=u.leaf";
    private const string IsHeld = "EXISTS (SELECT 1 FROM holds h WHERE h.leaf=u.leaf AND h.reason='hours')";

    /// <summary>In the commit of a message. A crash here: there is neither message nor request.</summary>
    public static void Put(SqliteConnection connection, MessageContext context, long leaf)
    {
        if (context.Type == EventTypes.Message && context.Draft.Content.TryGetProperty(UrgencyReason.Member, out _) && context.Exceptions!.Exists(e => e.ForHours))
            connection.Execute("INSERT INTO urgent_requests(leaf, room_id, sender, state) VALUES (@leaf, @room, @sender, 'asked')", new { leaf, room = context.Room.Id, sender = context.Sender.Id });
    }

    /// <summary>Nobody has decided on them yet, and somebody still waits.</summary>
    public IReadOnlyList<UrgentRow> Open(long after, int limit) => database.Read(c => c.Query<UrgentRow>($"{Select} WHERE u.open=1 AND u.state='asked' AND u.leaf>@after AND {IsHeld} ORDER BY u.leaf LIMIT @limit", new { after, limit }).AsList());

    /// <summary>What an approver may decide on: not own messages, and nobody's behind a barrier.</summary>
    public UrgentList List(User approver, long after, int limit)
    {
        Demand(approver);
        var rows = Open(after, limit + 1);
        return new UrgentList([.. rows.Take(limit).Where(row => MayDecide(approver, row)).Select(View)], rows.Count > limit ? rows[limit - 1].Leaf : null);
    }

    /// <exception cref="ProblemException">5.1.0 for who is no approver; 5.5.4 when there is no such request, or somebody has decided.</exception>
    public UrgentRow Find(User approver, string ev)
    {
        Demand(approver);
        return Open(-1, int.MaxValue).FirstOrDefault(row => row.EventId.Value == ev && MayDecide(approver, row)) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such message that waits for you to decide.");
    }

    /// <summary>What urgent messages come to for a persona, and what became of its own.</summary>
    public UrgencyStanding Standing(User user)
    {
        var policy = Policy;
        var asked = database.Read(c => c.Query<(byte[] Record, string State, string? Decided, string? By)>(
            "SELECT r.record, u.state, u.decided, u.decided_by FROM urgent_requests u JOIN records r ON r.leaf=u.leaf WHERE u.sender=@id ORDER BY u.leaf DESC LIMIT @limit", new { id = user.Id, limit = AskedMax }).AsList());
        return new UrgencyStanding(
            IsInOneOf(policy.AtOnce, user), user.Kind == User.Work && IsInOneOf(policy.Approvers, user), policy.Approvers,
            [.. asked.Select(a => new UrgentAsked
            {
                Event = Protocol.Identifiers.EventId.Parse(JsonElement.Parse(a.Record).GetProperty("event").GetString()!), State = a.State, Decided = a.State == Asked ? null : a.Decided,
                ByName = a.By is null ? null : users.Find(UserId.Parse(a.By))?.DisplayName,
            })]);
    }

    /// <summary>True for the one who decided: of two at once the first.</summary>
    public async Task<bool> DecideAsync(long leaf, string state, User? by)
    {
        var now = WireTime.Format(time.GetUtcNow());
        return await log.WriteAsync(connection => connection.Execute("UPDATE urgent_requests SET state=@state, decided_by=@by, decided=@now, open=@open WHERE leaf=@leaf AND state='asked'",
            new { leaf, state, by = by?.UserId.Value, now, open = state == Refused ? 0 : 1 })) > 0;
    }

    /// <summary>Decided to pass, and not released to everybody yet: a crash came between.</summary>
    public IReadOnlyList<UrgentDecision> Unfinished() => [.. database.Read(c => c.Query<(long Leaf, long Room, string? By)>(
        $"SELECT u.leaf, u.room_id, u.decided_by FROM urgent_requests u WHERE u.open=1 AND u.state<>'asked' AND {IsHeld}").AsList())
        .Select(row => new UrgentDecision(row.Leaf, rooms.Get(row.Room), row.By is null ? null : UserId.Parse(row.By)))];

    /// <summary>What waits for nobody any more is looked at no more.</summary>
    public async Task CloseAsync()
    {
        const string over = "open=1 AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.leaf=urgent_requests.leaf AND h.reason='hours')";
        if (database.Read(c => c.ExecuteScalar<long>($"SELECT EXISTS (SELECT 1 FROM urgent_requests WHERE {over})")) > 0)
            await log.WriteAsync(connection => connection.Execute($"UPDATE urgent_requests SET open=0 WHERE {over}"));
    }

    /// <summary>Whether the sender's messages pass without anybody being asked.</summary>
    public bool PassesAtOnce(UrgentRow row) => IsInOneOf(Policy.AtOnce, users.Get(row.SenderRow));

    public UrgencyPolicy Policy =>
        database.Read(c => c.QuerySingleOrDefault<string?>("SELECT value FROM settings WHERE name='urgency'")) is { } json ? JsonSerializer.Deserialize(json, OcipJson.Default.UrgencyPolicy)! : new UrgencyPolicy([], []);

    /// <summary>For whom a message is held for hours.</summary>
    public IReadOnlyList<User> HeldFor(long leaf) => [.. database.Read(c => c.Query<long>("SELECT user_id FROM holds WHERE leaf=@leaf AND reason='hours' ORDER BY user_id", new { leaf }).AsList()).Select(users.Get)];

    private void Demand(User approver)
    {
        if (approver.Kind != User.Work || !IsInOneOf(Policy.Approvers, approver))
            throw new ProblemException(DecisionCodes.BlockedPolicy, "Only approvers of urgent messages may do this.");
    }

    private bool MayDecide(User approver, UrgentRow row) => row.SenderRow != approver.Id && !barriers.StandsBetween(approver.UserId, users.Get(row.SenderRow).UserId);

    private bool IsInOneOf(string[] groups, User user) => groups.Length > 0 && database.Read(c =>
        c.ExecuteScalar<long>("SELECT count(*) FROM group_members WHERE user_id=@id AND name IN @groups", new { id = user.Id, groups })) > 0;

    private UrgentView View(UrgentRow row) => new()
    {
        Event = row.EventId, Room = rooms.Get(row.RoomRow).RoomId, Sender = users.Get(row.SenderRow).UserId, SenderName = users.Get(row.SenderRow).DisplayName, Reason = row.Reason ?? "", At = row.At,
        Recipients = [.. HeldFor(row.Leaf).Select(u => new UrgentRecipient(u.UserId, u.DisplayName))],
    };
}
