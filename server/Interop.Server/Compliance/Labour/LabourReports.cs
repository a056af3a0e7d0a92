using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using Interop.Server.Supervision.Settings;

namespace Interop.Server.Compliance.Labour;

/// <summary>The report of after-hours work of a month, and what people say to their own (spec 10.12).</summary>
internal sealed class LabourReports(ServerOptions options, Database database, AppendLog log, LabourFollower follower, AccessLog access, UserDirectory users, SettingsBook supervision, TimeProvider time)
{
    private static readonly TimeSpan FurthestAhead = TimeSpan.FromHours(14);

    private const string Select = """
        SELECT l.user_id AS UserRow, l.held, l.overrides, l.sent, l.seconds, a.at, a.agreed, a.held AS ToldHeld, a.overrides AS ToldOverrides, a.sent AS ToldSent, a.minutes AS ToldMinutes,
          (SELECT x.name FROM users u JOIN accounts x ON x.id=u.account_id WHERE u.id=l.user_id) AS Account
        FROM labour l LEFT JOIN labour_acknowledgements a ON a.user_id=l.user_id AND a.month=l.month WHERE l.month=@month
        """;

    /// <summary>A page of a month's report, archived as read before it is given.</summary>
    /// <param name="reader">A supervisor sees the own people only.</param>
    /// <param name="month">yyyy-MM.</param>
    /// <param name="after">Row of the last person of the page before.</param>
    /// <param name="limit">People at most.</param>
    public async Task<LabourReport> PageAsync(Principal reader, string month, long after, int limit)
    {
        Check(month);
        await follower.CatchUpAsync();
        await access.NoteAsync(reader, AccessLog.Labour, new JsonObject { ["month"] = month });
        var all = reader.Scopes.Contains(Roles.Records) || reader.Scopes.Contains(Roles.Privacy);
        var rows = database.Read(c => c.Query<Row>($"""
            {Select} AND l.user_id>@after AND (@all OR l.user_id IN (SELECT user_id FROM group_members WHERE name IN @groups)) ORDER BY l.user_id LIMIT @limit
            """, new { month, after, limit = limit + 1, all, groups = supervision.GroupsOf(reader.Account) }).AsList());
        return new LabourReport(month, Said, [.. rows.Take(limit).Select(View)], rows.Count > limit ? rows[limit - 1].UserRow : null);
    }

    /// <summary>A person's own.</summary>
    public async Task<LabourReport> OwnAsync(User user, string month)
    {
        Check(month);
        await follower.CatchUpAsync();
        var row = database.Read(c => c.QuerySingleOrDefault<Row>($"{Select} AND l.user_id=@id", new { month, id = user.Id }));
        return new LabourReport(month, Said, [row is null ? new LabourRow { User = user.UserId, DisplayName = user.DisplayName } : View(row)]);
    }

    /// <summary>The person has seen the own figures, and agrees or does not: archived with the figures as they were shown.</summary>
    public async Task AcknowledgeAsync(Principal principal, User user, LabourAcknowledgement request)
    {
        // The log is no place for what somebody says as a private person (spec 5.7), and of a personal persona nothing is counted.
        if (user.Kind == User.Personal)
            throw new ProblemException(DecisionCodes.PersonaConflict, "Nothing of a personal persona is counted or kept; say it as the work persona.");
        var own = (await OwnAsync(user, request.Month)).People[0];
        if (string.CompareOrdinal(request.Month, LatestMonth()) > 0)
            throw new ProblemException(DecisionCodes.Malformed, "month: it has not begun anywhere; there are no figures to agree to.");
        if (request.Note is { } note && TextRules.IndexOfRefused(note) >= 0)
            throw new ProblemException(DecisionCodes.Malformed, "note: clean text is expected.");
        if (request.Note?.Length > LabourEndpoints.NoteMax)
            throw new ProblemException(DecisionCodes.TooLarge, $"A note has at most {LabourEndpoints.NoteMax} characters.");
        var at = WireTime.Format(time.GetUtcNow());
        var value = new JsonObject { ["agreed"] = request.Agreed, ["held"] = own.Held, ["minutes"] = own.Minutes, ["overrides"] = own.Overrides, ["sent"] = own.Sent };
        if (request.Note is not null)
            value["note"] = request.Note;
        await log.AppendAsync(
            new LogRecord(LogRecord.Policy, new JsonObject { ["what"] = "labour", ["user"] = user.UserId.Value, ["name"] = request.Month }, new JsonObject { ["by"] = principal.Account, ["value"] = value }),
            (connection, leaf) => connection.Execute("""
                INSERT INTO labour_acknowledgements(user_id, month, at, held, overrides, sent, minutes, agreed, leaf) VALUES (@id, @Month, @at, @Held, @Overrides, @Sent, @Minutes, @Agreed, @leaf)
                ON CONFLICT (month, user_id) DO UPDATE SET at=excluded.at, held=excluded.held, overrides=excluded.overrides, sent=excluded.sent, minutes=excluded.minutes, agreed=excluded.agreed, leaf=excluded.leaf
                """, new { id = user.Id, request.Month, at, own.Held, own.Overrides, own.Sent, own.Minutes, request.Agreed, leaf }));
    }

    /// <summary>A month is one of each person's zone: of the one that is furthest ahead of UTC.</summary>
    private string LatestMonth() => WireTime.Format(time.GetUtcNow() + FurthestAhead)[..7];

    private string Said => options.Proxy is null ? LabourRules.Method : LabourRules.MethodBesideProxy;

    /// <summary>yyyy-MM.</summary>
    public static bool IsMonth(string month) => month.Length == 7 && WireTime.TryParse($"{month}-01T00:00:00.000Z", out _);

    private LabourRow View(Row row)
    {
        var user = users.Get(row.UserRow);
        return new LabourRow
        {
            User = user.UserId, DisplayName = user.DisplayName, Account = row.Account, Held = row.Held, Overrides = row.Overrides, Sent = row.Sent, Minutes = LabourRules.Minutes(row.Seconds),
            Acknowledged = row.At is null ? null : new LabourAcknowledged(row.At, row.Agreed == 1, row.ToldHeld ?? 0, row.ToldOverrides ?? 0, row.ToldSent ?? 0, row.ToldMinutes ?? 0),
        };
    }

    private static void Check(string month)
    {
        if (!IsMonth(month))
            throw new ProblemException(DecisionCodes.Malformed, "month: a month of the form 2026-01 is expected.");
    }

    private sealed class Row
    {
        public long UserRow { get; init; }

        public string? Account { get; init; }

        public long Held { get; init; }

        public long Overrides { get; init; }

        public long Sent { get; init; }

        public long Seconds { get; init; }

        public string? At { get; init; }

        public long? Agreed { get; init; }

        public long? ToldHeld { get; init; }

        public long? ToldOverrides { get; init; }

        public long? ToldSent { get; init; }

        public long? ToldMinutes { get; init; }
    }
}
