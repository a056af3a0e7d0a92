using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Interop.Cli.Verification;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>The books of a day: what came in is accounted for, and what is not is named.</summary>
public sealed class ReconciliationTests
{
    [Fact]
    public async Task DaysBooks_AreSigned_AddUp_AndNameWhatIsMissing()
    {
        var clock = Path.GetTempFileName();
        var tomorrow = Tomorrow();
        await SetToNoonAsync(clock, tomorrow);
        await using var scene = await Scene.OpenAsync("--clock", clock);
        var (alice, bob, carol) = await scene.ThreeAsync();
        using var bridge = await BridgeActor.OpenAsync(scene, "matrix");
        var room = await Scene.RoomAsync(alice, bob, carol);
        await scene.CloseAsync(carol);
        await alice.SayAsync(room, "One");
        await bob.SayAsync(room, "Two");
        var dan = await bridge.ContactAsync("@dan:hs.test");
        var observed = await bridge.DirectAsync(dan.User, alice.User);
        await bridge.ObserveAsync(observed, "!room");
        await bridge.TellAsync(observed, dan.User);
        await bridge.SubmitAsync(bridge.Draft(observed, dan, "Three", "$three"));
        await bridge.CountAsync(new NativeCount("!room", Name(tomorrow), ["$three"], false));
        for (var time = 0; time < 2; time++)
            await bridge.CountAsync(new NativeCount("!room", Name(tomorrow), ["$four"], true, 1));

        var report = await ReportAsync(scene, Name(tomorrow));

        var people = report.People.ToDictionary(l => l.Name, l => l.Counts, StringComparer.Ordinal);
        var inRoom = report.Rooms.Single(l => l.Name == room.Value).Counts;
        Assert.Equal((2, 2), (inRoom.Held, inRoom.Withheld + inRoom.Held));
        Assert.True(people[alice.User.Value].Archived >= 1 && report.Totals.Received == report.Totals.Archived + report.Totals.Refused + report.Totals.SentOut);
        Assert.Contains(report.Sources, l => l.Name == "bridge:matrix" && l.Counts.Archived >= 1);
        var native = Assert.Single(report.Gaps, g => g is { Kind: "native", Subject: "matrix !room", Count: 1 });
        Assert.Equal("The network has 2 messages of this room and day; 1 of them are not in the archive: $four.", native.Detail);
        Assert.DoesNotContain(report.Gaps, g => g.Kind is "unexplained" or "missing");
        var unsigned = JsonSerializer.SerializeToElement(report with { Signature = null }, OcipJson.Default.ReconciliationReport);
        var key = VerificationKey.From(scene.Keys.Keys.Single(k => k.Purpose == KeyPurposes.Checkpoint));
        Assert.True(DetachedJws.Verify(report.Signature!, CanonicalJson.Of(unsigned), _ => key, KeyPurposes.Checkpoint));
        using var page = new HttpRequestMessage(HttpMethod.Get, $"ocip/v1/archive/reports/{Name(tomorrow)}");
        page.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        var html = await (await scene.Http.SendAsync(page)).Content.ReadAsStringAsync();
        Assert.Contains("<h2>Gaps</h2>", html, StringComparison.Ordinal);
        File.Delete(clock);
    }

    [Fact]
    public async Task DayThatIsOver_IsClosedOnce_AndArchived_AndSaysWhenABridgeWasAway()
    {
        var clock = Path.GetTempFileName();
        var yesterday = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);
        await SetToNoonAsync(clock, yesterday);
        await using var scene = await Scene.OpenAsync("--clock", clock);
        using var bridge = await BridgeActor.OpenAsync(scene, "matrix");
        var alice = await scene.PersonAsync("alice");
        await SetToNoonAsync(clock, yesterday.AddDays(1));
        await scene.Server.RestartAsync("--clock", clock);

        var report = await EvidenceWorld.UntilAsync(async () =>
        {
            using var answer = await scene.Http.GetAsync($"ocip/v1/archive/reports/{Name(yesterday)}");
            return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(), OcipJson.Default.ReconciliationReport) : null;
        }, found => found is not null);

        Assert.True(report is { Final: true, First: 0 }, scene.Server.Output);
        Assert.Contains(report.Gaps, g => g is { Kind: "away", Subject: "matrix" });
        var record = Assert.Single((await scene.AuditAsync()).OfKind("reconciliation"));
        Assert.Equal((Name(yesterday), report.Next), (record.Record.GetProperty("date").GetString(), record.Record.GetProperty("next").GetInt64()));
        // A count that comes after the books were closed changes them no more.
        var dan = await bridge.ContactAsync("@dan:hs.test");
        await bridge.ObserveAsync(await bridge.DirectAsync(dan.User, alice.User), "!room");
        await bridge.CountAsync(new NativeCount("!room", Name(yesterday), ["$late"], true));
        var alarms = JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync("ocip/v1/archive/alarms"), OcipJson.Default.AlarmList)!;
        Assert.Contains(alarms.Alarms, a => a.Kind == "gap" && a.Subject == Name(yesterday));
        Assert.Equal(report.At, (await ReportAsync(scene, Name(yesterday))).At);
        var both = JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync($"ocip/v1/archive/reports?from={Name(yesterday)}&to={Name(yesterday.AddDays(1))}"), OcipJson.Default.ReconciliationDays)!.Days;
        Assert.Equal([(Name(yesterday.AddDays(1)), false), (Name(yesterday), true)], both.Select(day => (day.Date, day.Final)));
        Assert.Equal((report.Totals, report.Gaps.Length), (both[1].Totals, both[1].Gaps.Length));
        File.Delete(clock);
    }

    [Fact]
    public async Task ClockThatGoesBack_IsAnAlarm_AndChangesNoBook_NorTheOrderOfTheLog()
    {
        var clock = Path.GetTempFileName();
        var tomorrow = Tomorrow();
        await SetToNoonAsync(clock, tomorrow);
        await using var scene = await Scene.OpenAsync("--clock", clock, "--watch-every", "0.1");
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var room = await Scene.RoomAsync(alice, bob);
        await alice.SayAsync(room, "Before");
        var day = Name(tomorrow);
        await SetToNoonAsync(clock, tomorrow.AddDays(1));
        await scene.Server.RestartAsync("--clock", clock, "--watch-every", "0.1");
        var closed = await EvidenceWorld.UntilAsync(() => FoundAsync(scene, day), found => found is not null);
        await alice.SayAsync(room, "Ahead");
        var books = (await scene.AuditAsync()).OfKind("reconciliation").Count();

        await SetToNoonAsync(clock, tomorrow);
        await alice.SayAsync(room, "Back");
        await EvidenceWorld.UntilAsync(() => KindsAsync(scene), kinds => kinds.Contains("clockBack"));
        await scene.Server.RestartAsync("--clock", clock, "--watch-every", "0.1");
        await bob.SayAsync(room, "After a restart");

        Assert.Contains("clockBack", await KindsAsync(scene));
        var audit = await scene.AuditAsync();
        Assert.Equal(audit.Records.Select(r => r.Record.GetProperty("at").GetString()).Order(StringComparer.Ordinal), audit.Records.Select(r => r.Record.GetProperty("at").GetString()));
        Assert.Equal(["Before", "Ahead", "Back", "After a restart"], audit.Texts);
        Assert.Equal((closed!.At, closed.Next), ((await FoundAsync(scene, day))!.At, (await FoundAsync(scene, day))!.Next));
        Assert.Equal(books, audit.OfKind("reconciliation").Count());
        // When the clock is right again, the next day is closed, with all that was said meanwhile, once.
        await SetToNoonAsync(clock, tomorrow.AddDays(2));
        await scene.Server.RestartAsync("--clock", clock, "--watch-every", "0.1");
        await EvidenceWorld.UntilAsync(async () => (await scene.AuditAsync()).OfKind("reconciliation").Count(), count => count > books);
        var dates = (await scene.AuditAsync()).OfKind("reconciliation").Select(r => r.Record.GetProperty("date").GetString()!).ToArray();
        Assert.Equal(dates.Distinct().Order(StringComparer.Ordinal), dates);
        await EvidenceWorld.UntilAsync(() => KindsAsync(scene), kinds => !kinds.Contains("clockBack"));
        using var data = new DataFolder(scene.Server.Data);
        Assert.Null(new ArchiveVerifier(data, new PinnedKeys(scene.Keys.Keys, isPinned: true), null).Run(null, default).Fault);
        File.Delete(clock);
    }

    private static async Task<string[]> KindsAsync(Scene scene) =>
        [.. JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync("ocip/v1/archive/alarms"), OcipJson.Default.AlarmList)!.Alarms.Select(a => a.Kind)];

    private static async Task<ReconciliationReport?> FoundAsync(Scene scene, string date)
    {
        using var answer = await scene.Http.GetAsync($"ocip/v1/archive/reports/{date}");
        var report = answer.IsSuccessStatusCode ? JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(), OcipJson.Default.ReconciliationReport) : null;
        return report is { Final: true } ? report : null;
    }

    private static string Name(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Shifts the server's clock so that it is noon of a day there: a test at any hour is far from both midnights.</summary>
    /// <summary>Clients' ids have the real time, and are refused by a server whose clock is behind them: at any hour, noon of this day is ahead.</summary>
    private static DateOnly Tomorrow() => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(1);

    private static Task SetToNoonAsync(string clock, DateOnly day)
    {
        var shift = day.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc) - TimeProvider.System.GetUtcNow().UtcDateTime;
        return File.WriteAllTextAsync(clock, ((long)shift.TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<ReconciliationReport> ReportAsync(Scene scene, string date) =>
        JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync($"ocip/v1/archive/reports/{date}"), OcipJson.Default.ReconciliationReport)!;
}
