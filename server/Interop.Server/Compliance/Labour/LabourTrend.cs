using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.PeopleApi;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Storage;
using Interop.Server.Supervision.Settings;

namespace Interop.Server.Compliance.Labour;

/// <summary>After-hours work by month: sums of the rows that the report of each month has (spec 10.12).</summary>
internal sealed class LabourTrend(Database database, LabourFollower follower, AccessLog access, SettingsBook settings)
{
    /// <summary>Months in order, archived as read before they are given.</summary>
    /// <param name="reader">A supervisor sees sums over the own people only.</param>
    /// <param name="from">yyyy-MM.</param>
    /// <param name="to">The last one, included.</param>
    /// <param name="user">Of this person alone; null for all.</param>
    public async Task<LabourMonths> OfAsync(Principal reader, string from, string to, User? user)
    {
        await follower.CatchUpAsync();
        var noted = new JsonObject { ["from"] = from, ["to"] = to };
        if (user is not null)
            noted["user"] = user.UserId.Value;
        await access.NoteAsync(reader, AccessLog.Labour, noted);
        var all = reader.Scopes.Contains(Roles.Records) || reader.Scopes.Contains(Roles.Privacy);
        return new LabourMonths([.. database.Read(c => c.Query<LabourMonth>("""
            SELECT l.month, count(*) AS People, sum(l.held) AS Held, sum(l.overrides) AS Overrides, sum(l.sent) AS Sent, sum((l.seconds+59)/60) AS Minutes,
              count(a.at) AS Acknowledged, coalesce(sum(a.agreed=0), 0) AS Disputed
            FROM labour l LEFT JOIN labour_acknowledgements a ON a.user_id=l.user_id AND a.month=l.month
            WHERE l.month BETWEEN @from AND @to AND (@user IS NULL OR l.user_id=@user) AND (@all OR l.user_id IN (SELECT user_id FROM group_members WHERE name IN @groups)) GROUP BY l.month ORDER BY l.month
            """, new { from, to, user = user?.Id, all, groups = settings.GroupsOf(reader.Account) }).AsList())]);
    }
}
