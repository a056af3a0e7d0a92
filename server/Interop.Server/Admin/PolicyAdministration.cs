using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Decisions;
using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Compliance.Hours;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Retention;
using Interop.Server.Storage;

namespace Interop.Server.Admin;

/// <summary>Changes of policy: in force as soon as they are on record.</summary>
internal sealed class PolicyAdministration(ServerOptions options, Database database, AppendLog log, Organisation organisation, Assignment retention, HoursBook book, HoursChanges changes)
{
    private const int NameLengthMax = 64;

    public DeliveryHours? HoursOf(User user)
    {
        var json = database.Read(c => c.QuerySingleOrDefault<string?>("SELECT calendar FROM hours WHERE user_id=@id", new { id = user.Id }));
        return json is null ? null : JsonSerializer.Deserialize(json, OcipJson.Default.DeliveryHours);
    }

    /// <summary>Null removes them: always open. What is held for the person is looked at again at once.</summary>
    public async Task SetHoursAsync(Principal principal, User user, DeliveryHours? hours)
    {
        RefuseWithProxy();
        if (hours is not null && !DeliveryCalendar.TryCreate(hours, out _, out var error))
            throw new ProblemException(DecisionCodes.Malformed, error);
        if (hours is not null && book.Missing(hours) is { } missing)
            throw new ProblemException(DecisionCodes.NotFound, $"There is no calendar of public holidays {missing} here.");
        if (user.Kind != User.Work)
            throw new ProblemException(DecisionCodes.BlockedPolicy, "Delivery hours are for the organisation's own people: work personas.");
        var json = hours is null ? null : JsonSerializer.Serialize(hours, OcipJson.Default.DeliveryHours);
        await RecordAsync(principal, "hours", new JsonObject { ["user"] = user.UserId.Value }, json is null ? null : JsonNode.Parse(json), connection => json is null
            ? connection.Execute("DELETE FROM hours WHERE user_id=@id", new { id = user.Id })
            : connection.Execute("INSERT INTO hours(user_id, calendar) VALUES (@id, @json) ON CONFLICT (user_id) DO UPDATE SET calendar=excluded.calendar", new { id = user.Id, json }));
        changes.Apply(user);
    }

    public async Task SetGroupAsync(Principal principal, string group, IReadOnlyList<User> members)
    {
        RefuseWithProxy();
        CheckName(group);
        await RecordAsync(principal, "group", new JsonObject { ["name"] = group }, new JsonArray([.. members.Select(m => (JsonNode)m.UserId.Value)]), connection =>
        {
            connection.Execute("DELETE FROM group_members WHERE name=@group", new { group });
            return connection.Execute("INSERT INTO group_members(name, user_id) VALUES (@group, @id) ON CONFLICT DO NOTHING", members.Select(m => new { group, id = m.Id }));
        });
        organisation.Refresh();
        retention.Refresh();
        changes.Apply();
    }

    /// <summary>Two places that decide would be two truths.</summary>
    private void RefuseWithProxy()
    {
        if (options.Proxy is not null)
            throw new ProblemException(DecisionCodes.ProfileNotSupported, "The compliance proxy decides here; hours and groups are set at the proxy.");
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > NameLengthMax || name.Any(char.IsControl))
            throw new ProblemException(DecisionCodes.Malformed, $"A name has 1 to {NameLengthMax} characters.");
    }

    private Task<long> RecordAsync(Principal principal, string what, JsonObject fields, JsonNode? value, Func<Microsoft.Data.Sqlite.SqliteConnection, int> write)
    {
        fields["what"] = what;
        return log.AppendAsync(new LogRecord(LogRecord.Policy, fields, new JsonObject { ["by"] = principal.Account, ["value"] = value }), (connection, _) => write(connection));
    }
}
