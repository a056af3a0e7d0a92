using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance.Hours;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;
using NodaTime;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.ProxyRole;

/// <summary>Changes of a proxy's policy: in force as soon as they are on record. Providers are told of holds that end otherwise than they were told.</summary>
internal sealed class ProxyAdministration(Database database, AppendLog log, ProxyPeople people, ProxyPolicies policies, HoldChangeFeed feed, TimeProvider time)
{
    private const int NameLengthMax = 64;

    /// <summary>Null removes them: always open.</summary>
    public async Task SetHoursAsync(Principal principal, UserId user, DeliveryHours? hours)
    {
        if (hours?.HolidayCalendars is { Length: > 0 })
            throw new ProblemException(DecisionCodes.ProfileNotSupported, "This proxy has no calendars of public holidays; name the days themselves.");
        if (hours is not null && !DeliveryCalendar.TryCreate(hours, out _, out var error))
            throw new ProblemException(DecisionCodes.Malformed, error);
        var json = hours is null ? null : JsonSerializer.Serialize(hours, OcipJson.Default.DeliveryHours);
        await RecordAsync(principal, "hours", new JsonObject { ["user"] = user.Value }, json is null ? null : JsonNode.Parse(json), connection => json is null
            ? connection.Execute("DELETE FROM people_hours WHERE user=@user", new { user = user.Value })
            : connection.Execute("INSERT INTO people_hours(user, calendar) VALUES (@user, @json) ON CONFLICT (user) DO UPDATE SET calendar=excluded.calendar", new { user = user.Value, json }));
        people.Refresh();
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var calendar = people.CalendarOf(user);
        var code = calendar is null || calendar.IsOpen(now) ? DecisionCodes.DeliveredArchived : DecisionCodes.HeldDeliveryHours;
        var opens = code == DecisionCodes.HeldDeliveryHours ? HoldSchedule.DueAt(calendar, now).Opens : null;
        await feed.AddAsync([.. database.Read(c => HoldRow.Of(c, user, HeldEvent.ForHours)).Select(row => Status(row, code, opens))]);
    }

    public async Task SetGroupAsync(Principal principal, string group, IReadOnlyList<UserId> members)
    {
        CheckName(group);
        await RecordAsync(principal, "group", new JsonObject { ["name"] = group }, new JsonArray([.. members.Select(m => (JsonNode)m.Value)]), connection =>
        {
            connection.Execute("DELETE FROM people_groups WHERE name=@group", new { group });
            return connection.Execute("INSERT INTO people_groups(name, user) VALUES (@group, @user) ON CONFLICT DO NOTHING", members.Select(m => new { group, user = m.Value }));
        });
        people.Refresh();
    }

    /// <summary>Null switches the detector off.</summary>
    public async Task SetDetectorAsync(Principal principal, string detector, string? action)
    {
        if (ProxyPolicies.Create(detector, action ?? DetectorRequest.Block) is null)
            throw new ProblemException(DecisionCodes.Malformed, $"There is the detector {ProxyPolicies.PaymentCard}; its action is redact, review or block.");
        var name = ProxyPolicies.Setting + detector;
        await RecordAsync(principal, "detector", new JsonObject { ["name"] = detector }, action, connection => action is null
            ? connection.Execute("DELETE FROM settings WHERE name=@name", new { name })
            : connection.Execute("INSERT INTO settings(name, value) VALUES (@name, @action) ON CONFLICT (name) DO UPDATE SET value=excluded.value", new { name, action }));
        policies.Refresh();
    }

    /// <summary>Somebody has looked at what was held for review: it goes on, or never does.</summary>
    public async Task ReviewAsync(Principal principal, EventId ev, bool release)
    {
        var rows = database.Read(c => HoldRow.Of(c, ev, HeldEvent.ForReview));
        if (rows.Count == 0)
            throw new ProblemException(DecisionCodes.NotFound, "Nothing of this event waits for a review.");
        var decided = release ? HoldRow.Release : HoldRow.Block;
        await RecordAsync(principal, "review", new JsonObject { ["decided"] = decided, ["event"] = ev.Value }, null, connection =>
            connection.Execute("UPDATE decision_holds SET reviewed=@decided WHERE event=@ev AND reason='review'", new { decided, ev = ev.Value }));
        await feed.AddAsync([.. rows.Select(row => Status(row, release ? DecisionCodes.DeliveredArchived : DecisionCodes.BlockedPolicy, null))]);
    }

    private DeliveryStatus Status(HoldRow row, DecisionCode code, Instant? until) => new()
    {
        Event = EventId.Parse(row.Event), Room = RoomId.Parse(row.Room), Recipient = UserId.Parse(row.Recipient), Code = code.Code,
        HoldUntil = until is { } end ? WireTime.Format(end.ToDateTimeOffset()) : null, At = WireTime.Format(time.GetUtcNow()),
    };

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > NameLengthMax || name.Any(char.IsControl))
            throw new ProblemException(DecisionCodes.Malformed, $"A name has 1 to {NameLengthMax} characters.");
    }

    private Task<long> RecordAsync(Principal principal, string what, JsonObject fields, JsonNode? value, Func<SqliteConnection, int> write)
    {
        fields["what"] = what;
        return log.AppendAsync(new LogRecord(LogRecord.Policy, fields, new JsonObject { ["by"] = principal.Account, ["value"] = value }), (connection, _) => write(connection));
    }
}
