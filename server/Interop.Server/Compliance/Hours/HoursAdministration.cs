using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Microsoft.Data.Sqlite;
using Interop.Server.Storage;

namespace Interop.Server.Compliance.Hours;

/// <summary>
/// Changes of calendars, public holidays, places and absences (spec 10.9). Each is a policy: a numbered version, archived with who made it, in
/// force as soon as it is on record. One at a time, so that numbers have no gaps.
/// </summary>
internal sealed class HoursAdministration(ServerOptions options, Database database, AppendLog log, HoursBook book, HoursChanges changes, TimeProvider time) : IDisposable
{
    private const string Calendar = "calendar";
    private const string Holidays = "holidays";
    private readonly SemaphoreSlim gate = new(1);

    public void Dispose() => gate.Dispose();

    /// <summary>Puts a calendar in force; null takes it away.</summary>
    /// <exception cref="ProblemException">5.5.0 when it is not well formed; 5.5.4 for public holidays that are not there.</exception>
    public Task SetCalendarAsync(Principal principal, string name, HoursCalendar? calendar)
    {
        if ((calendar is null ? HoursChecks.Name(name) : HoursChecks.Calendar(name, calendar)) is { } error)
            throw new ProblemException(DecisionCodes.Malformed, error);
        if (calendar is not null && book.Missing(calendar.Hours) is { } missing)
            throw new ProblemException(DecisionCodes.NotFound, $"There is no calendar of public holidays {missing} here.");
        return SetAsync(principal, Calendar, name, calendar is null ? null : JsonSerializer.Serialize(calendar, OcipJson.Default.HoursCalendar));
    }

    /// <summary>Puts public holidays in force, in place of those of this name that come with the server; null takes them away.</summary>
    /// <exception cref="ProblemException">5.5.0 when they are not well formed; 5.1.0 when hours name those that would be gone.</exception>
    public Task SetHolidaysAsync(Principal principal, string name, HolidayCalendar? calendar)
    {
        if ((calendar is null ? HoursChecks.Name(name) : HoursChecks.Holidays(name, calendar)) is { } error)
            throw new ProblemException(DecisionCodes.Malformed, error);
        if (calendar is null && !HolidayFiles.All.ContainsKey(name) && IsNamed(name))
            throw new ProblemException(DecisionCodes.BlockedPolicy, "Hours name these public holidays; change those hours first.");
        return SetAsync(principal, Holidays, name, calendar is null ? null : JsonSerializer.Serialize(calendar, OcipJson.Default.HolidayCalendar));
    }

    /// <summary>Says where somebody works; null for nowhere.</summary>
    public async Task SetPlaceAsync(Principal principal, User user, string? place)
    {
        if (place is not null && HoursChecks.Name(place) is { } error)
            throw new ProblemException(DecisionCodes.Malformed, error);
        Check(user);
        await RecordAsync(principal, new JsonObject { ["what"] = "place", ["user"] = user.UserId.Value }, place is null ? null : JsonValue.Create(place), connection => place is null
            ? connection.Execute("DELETE FROM places WHERE user_id=@id", new { id = user.Id })
            : connection.Execute("INSERT INTO places(user_id, place) VALUES (@id, @place) ON CONFLICT (user_id) DO UPDATE SET place=excluded.place", new { id = user.Id, place }));
        changes.Apply(user);
    }

    /// <summary>Somebody is away on some days.</summary>
    public async Task<AbsenceView> AddAbsenceAsync(Principal principal, User user, AbsenceRequest request)
    {
        if (HoursChecks.Absence(request) is { } error)
            throw new ProblemException(DecisionCodes.Malformed, error);
        Check(user);
        if (Absences(user).Length >= DeliveryHoursLimits.AbsencesMax)
            throw new ProblemException(DecisionCodes.TooLarge, $"A person has at most {DeliveryHoursLimits.AbsencesMax} absences; take away those that are over.");
        var view = new AbsenceView(Guid.CreateVersion7(time.GetUtcNow()).ToString("D"), request.From, request.To, request.Kind, principal.Account, WireTime.Format(time.GetUtcNow()));
        await RecordAsync(principal, new JsonObject { ["what"] = "absence", ["user"] = user.UserId.Value },
            new JsonObject { ["from"] = view.From, ["id"] = view.Id, ["kind"] = view.Kind, ["to"] = view.To },
            connection => connection.Execute("INSERT INTO absences(id, user_id, first, last, kind, created, created_by) VALUES (@Id, @user, @From, @To, @Kind, @At, @By)",
                new { view.Id, user = user.Id, view.From, view.To, view.Kind, view.At, view.By }));
        changes.Apply(user);
        return view;
    }

    public async Task RemoveAbsenceAsync(Principal principal, User user, string id)
    {
        if (Absences(user).All(a => a.Id != id))
            throw new ProblemException(DecisionCodes.NotFound, "There is no such absence.");
        await RecordAsync(principal, new JsonObject { ["what"] = "absence", ["user"] = user.UserId.Value }, new JsonObject { ["id"] = id, ["removed"] = true },
            connection => connection.Execute("DELETE FROM absences WHERE id=@id AND user_id=@user", new { id, user = user.Id }));
        changes.Apply(user);
    }

    /// <summary>By first day.</summary>
    public AbsenceView[] Absences(User user) => [.. database.Read(c => c.Query<AbsenceView>(
        """SELECT id, first AS "From", last AS "To", kind, created_by AS By, created AS At FROM absences WHERE user_id=@id ORDER BY first, id""", new { id = user.Id }).AsList())];

    /// <summary>The table is named like the word that the record has for what is in it.</summary>
    private async Task SetAsync(Principal principal, string what, string name, string? json)
    {
        RefuseWithProxy();
        var table = what == Calendar ? "hours_calendars" : "holiday_calendars";
        await gate.WaitAsync();
        try
        {
            if (json is null && database.Read(c => c.ExecuteScalar<long>($"SELECT count(*) FROM {table} WHERE name=@name", new { name })) == 0)
                throw new ProblemException(DecisionCodes.NotFound, "There is no such calendar, or it comes with the server and was not changed.");
            var version = 1 + database.Read(c => c.QuerySingleOrDefault<long>("SELECT version FROM hours_versions WHERE what=@what AND name=@name", new { what, name }));
            var at = WireTime.Format(time.GetUtcNow());
            await RecordAsync(principal, new JsonObject { ["what"] = what, ["name"] = name, ["version"] = version }, json is null ? null : JsonNode.Parse(json), connection =>
            {
                connection.Execute("INSERT INTO hours_versions(what, name, version) VALUES (@what, @name, @version) ON CONFLICT (what, name) DO UPDATE SET version=excluded.version", new { what, name, version });
                return json is null
                    ? connection.Execute($"DELETE FROM {table} WHERE name=@name", new { name })
                    : connection.Execute($"""
                        INSERT INTO {table}(name, version, definition, changed, changed_by) VALUES (@name, @version, @json, @at, @by)
                        ON CONFLICT (name) DO UPDATE SET version=excluded.version, definition=excluded.definition, changed=excluded.changed, changed_by=excluded.changed_by
                        """, new { name, version, json, at, by = principal.Account });
            });
            changes.Apply();
        }
        finally
        {
            gate.Release();
        }
    }

    private bool IsNamed(string holidays) => database.Read(c => c.ExecuteScalar<long>("""
        SELECT (SELECT count(*) FROM hours_calendars, json_each(definition, '$.hours.holidayCalendars') e WHERE e.value=@holidays)
             + (SELECT count(*) FROM hours, json_each(calendar, '$.holidayCalendars') e WHERE e.value=@holidays)
        """, new { holidays })) > 0;

    private void Check(User user)
    {
        RefuseWithProxy();
        if (user.Kind != User.Work || !user.IsOurs)
            throw new ProblemException(DecisionCodes.BlockedPolicy, "Delivery hours are for the organisation's own people: work personas.");
    }

    /// <summary>Two places that decide would be two truths.</summary>
    private void RefuseWithProxy()
    {
        if (options.Proxy is not null)
            throw new ProblemException(DecisionCodes.ProfileNotSupported, "The compliance proxy decides here; hours are set at the proxy.");
    }

    private Task<long> RecordAsync(Principal principal, JsonObject fields, JsonNode? value, Func<SqliteConnection, int> write) =>
        log.AppendAsync(new LogRecord(LogRecord.Policy, fields, new JsonObject { ["by"] = principal.Account, ["value"] = value }), (connection, _) => write(connection));
}
