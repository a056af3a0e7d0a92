using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Retention;

/// <summary>The organisation's retention schedule: on record before it takes effect (RET-9.15), and every version kept.</summary>
internal sealed class Schedules(ServerOptions options, AppendLog log, Assignment assignment, UserDirectory users) : IDisposable
{
    private const string What = "schedule";

    private readonly SemaphoreSlim gate = new(1, 1);

    public RetentionSchedule View()
    {
        var history = assignment.History;
        var current = history.Current;
        var waiting = history.Versions.Where(v => v.IsUnapproved).Select(v => v.Version).ToArray();
        return new RetentionSchedule(current.Version, current.Classes, BuiltInClasses.Templates, current.At, current.Author, waiting.Length == 0 ? null : waiting);
    }

    /// <summary>Every version, the newest first.</summary>
    public ScheduleVersionView[] Versions() => [.. assignment.History.Versions.Reverse().Select(v => new ScheduleVersionView(v.Version, v.Classes, v.IsUnapproved, v.At, v.Author, v.ApprovedBy))];

    /// <exception cref="ProblemException">5.5.0: it is not well formed.</exception>
    public async Task<RetentionSchedule> SetAsync(Principal principal, ScheduleRequest request)
    {
        if (ScheduleRules.FaultOf(request.Classes) is { } fault)
            throw new ProblemException(DecisionCodes.Malformed, fault);
        if (options.Role == ServerRole.Proxy && Array.Exists(request.Classes, c => c.Start == BuiltInClasses.Occasion))
            throw new ProblemException(DecisionCodes.Malformed, "A proxy of its own knows no accounts: its classes start when a decision is archived.");
        // One change after the other: what it shortens is found out against the version that it follows.
        await gate.WaitAsync();
        try
        {
            await AppendAsync(principal, request);
        }
        finally
        {
            gate.Release();
        }
        return View();
    }

    /// <summary>A second person approves that a version makes minimums earlier for older records too.</summary>
    /// <exception cref="ProblemException">5.5.4: no such version waits; 5.1.0: its author does not approve it.</exception>
    public async Task<RetentionSchedule> ApproveAsync(Principal principal, string name)
    {
        var version = assignment.History.Versions.FirstOrDefault(v => v.Version.ToString(CultureInfo.InvariantCulture) == name && v.IsUnapproved) ?? throw new ProblemException(DecisionCodes.NotFound, "No such version waits for approval.");
        if (version.Author == principal.Account)
            throw new ProblemException(DecisionCodes.BlockedPolicy, "Whoever has written a schedule does not approve it: another person does.");
        await log.AppendAsync(
            new LogRecord(LogRecord.Policy, new JsonObject { ["what"] = What, ["version"] = version.Version, ["state"] = "approved" }, new JsonObject { ["by"] = principal.Account, ["value"] = null }),
            (writer, leaf) => writer.Execute("UPDATE retention_schedules SET approved_by=@by, approved_leaf=@leaf WHERE version=@number", new { by = principal.Account, leaf, number = version.Version }));
        assignment.Refresh();
        return View();
    }

    /// <summary>The occasion of a class came for a user. It can be set later than it was, never earlier: that would end a minimum that others rely on.</summary>
    public async Task SetOccasionAsync(Principal principal, OccasionRequest request)
    {
        var history = assignment.History;
        if (history.Current.Find(request.Class) is not { Start: BuiltInClasses.Occasion })
            throw new ProblemException(DecisionCodes.NotFound, "There is no class of this name that starts with an occasion.");
        if (!WireTime.TryParse(request.At, out var at))
            throw new ProblemException(DecisionCodes.Malformed, "at is a time of RFC 3339 in UTC.");
        var user = users.FindLocal(request.User) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such user here.");
        if (history.OccasionOf(request.Class, user.Id) is { } before && at < before)
            throw new ProblemException(DecisionCodes.BlockedPolicy, "It was set to a later time already; an earlier one would end a minimum that was relied on.");
        await log.AppendAsync(
            new LogRecord(LogRecord.Policy, new JsonObject { ["what"] = "occasion", ["name"] = request.Class, ["user"] = user.UserId.Value }, new JsonObject { ["by"] = principal.Account, ["value"] = new JsonObject { ["at"] = WireTime.Format(at) } }),
            (writer, leaf) => writer.Execute("""
                INSERT INTO retention_occasions(class, person, at, leaf) VALUES (@Class, @person, @at, @leaf) ON CONFLICT (class, person) DO UPDATE SET at=excluded.at, leaf=excluded.leaf
                """, new { request.Class, person = user.Id, at = WireTime.Format(at), leaf }));
        assignment.Refresh();
    }

    public void Dispose() => gate.Dispose();

    private async Task AppendAsync(Principal principal, ScheduleRequest request)
    {
        var document = JsonSerializer.SerializeToElement(request, OcipJson.Default.ScheduleRequest);
        var before = assignment.History.Current;
        var version = new ScheduleVersion(before.Version + 1, request.Classes);
        var shortens = before.IsShortenedBy(version);
        await log.AppendAsync(
            new LogRecord(LogRecord.Policy, new JsonObject { ["what"] = What, ["version"] = version.Version }, new JsonObject { ["by"] = principal.Account, ["value"] = JsonObject.Create(document) }),
            (writer, leaf) => writer.Execute("""
                INSERT INTO retention_schedules(version, document, leaf, at, author, shortens)
                SELECT @version, @document, leaf, json_extract(CAST(record AS TEXT), '$.at'), @author, @shortens FROM records WHERE leaf=@leaf
                """, new { version = version.Version, document = document.GetRawText(), leaf, author = principal.Account, shortens }));
        assignment.Refresh();
    }
}
