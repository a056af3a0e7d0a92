using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Compliance.Abuse;

/// <summary>
/// Participants' reports of what was written to them (spec 10.14): each is a record before it is answered, and supervision takes it from there. Whom it is
/// about learns nothing, and nobody learns from an answer whether an event is there that they never got.
/// </summary>
internal sealed class AbuseReports(Database database, AppendLog log, EventLookup events, RoomDirectory rooms, TimeProvider time)
{
    /// <summary>Octets of the reason.</summary>
    public const int ReasonOctetsMax = 1024;

    /// <summary>Reports of a person within 24 hours.</summary>
    public const int ReportsOfADayMax = 50;

    /// <exception cref="ProblemException">5.5.0: not well formed; 5.5.4: no such event was delivered to this person; 4.2.0: too many.</exception>
    public async Task TakeAsync(Principal principal, User reporter, AbuseReport report)
    {
        if (Encoding.UTF8.GetByteCount(report.Reason) is 0 or > ReasonOctetsMax || TextRules.IndexOfRefused(report.Reason) >= 0)
            throw new ProblemException(DecisionCodes.Malformed, $"reason: 1 to {ReasonOctetsMax} octets of clean text.");
        var room = rooms.Find(report.Room);
        if (room is null || events.Find(report.Event) is not { Kind: LogRecord.Event } found || found.RoomRow != room.Id || found.SenderRow == reporter.Id || !WasDelivered(found.Leaf, reporter))
            throw new ProblemException(DecisionCodes.NotFound, "No such event was delivered to you in this room.");
        var at = time.GetUtcNow();
        var (known, today) = database.Read(c => (
            c.ExecuteScalar<long>("SELECT count(*) FROM abuse_reports WHERE event=@leaf AND user_id=@user", new { leaf = found.Leaf, user = reporter.Id }),
            c.ExecuteScalar<long>("SELECT count(*) FROM abuse_reports WHERE user_id=@user AND at>@since", new { user = reporter.Id, since = WireTime.Format(at - TimeSpan.FromDays(1)) })));
        if (known > 0)
            return;
        if (today >= ReportsOfADayMax)
            throw new ProblemException(DecisionCodes.QueueLimit, $"At most {ReportsOfADayMax} reports a day are taken from one person.");
        var fields = new JsonObject { ["event"] = report.Event.Value, ["record"] = found.Leaf, ["room"] = report.Room.Value };
        await log.AppendAsync(
            new LogRecord(LogRecord.Abuse, fields, new JsonObject { ["by"] = reporter.UserId.Value, ["reason"] = report.Reason, ["token"] = principal.TokenId }),
            (connection, leaf) => connection.Execute("INSERT INTO abuse_reports(event, user_id, leaf, at) VALUES (@target, @user, @leaf, @at) ON CONFLICT DO NOTHING",
                new { target = found.Leaf, user = reporter.Id, leaf, at = WireTime.Format(at) }));
    }

    /// <summary>Was in the room when it was written, and got it then or by a release.</summary>
    private bool WasDelivered(long leaf, User user) => database.Read(c => c.ExecuteScalar<long>("""
        SELECT count(*) FROM records r JOIN participants p ON p.room_id=r.room_id AND p.user_id=@user AND p.joined_seq<=r.seq AND (p.left_seq IS NULL OR p.left_seq>=r.seq)
        WHERE r.leaf=@leaf AND (json_extract(r.exceptions, '$."' || @user || '"') IS NULL OR EXISTS (SELECT 1 FROM personal_items i WHERE i.user_id=@user AND i.kind='release' AND i.target=@leaf))
        """, new { leaf, user = user.Id })) > 0;
}
