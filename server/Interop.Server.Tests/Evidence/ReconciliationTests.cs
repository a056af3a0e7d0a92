using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
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
        await using var scene = await Scene.OpenAsync();
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
        await bridge.CountAsync(new NativeCount("!room", Today(), ["$three"], false));
        for (var time = 0; time < 2; time++)
            await bridge.CountAsync(new NativeCount("!room", Today(), ["$four"], true, 1));

        var report = await ReportAsync(scene, Today());

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
        using var page = new HttpRequestMessage(HttpMethod.Get, $"ocip/v1/archive/reports/{Today()}");
        page.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        var html = await (await scene.Http.SendAsync(page)).Content.ReadAsStringAsync();
        Assert.Contains("<h2>Gaps</h2>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DayThatIsOver_IsClosedOnce_AndArchived_AndSaysWhenABridgeWasAway()
    {
        var clock = Path.GetTempFileName();
        // Yesterday at noon, by the server's clock.
        await File.WriteAllTextAsync(clock, (-86_400).ToString(CultureInfo.InvariantCulture));
        await using var scene = await Scene.OpenAsync("--clock", clock);
        using var bridge = await BridgeActor.OpenAsync(scene, "matrix");
        var alice = await scene.PersonAsync("alice");
        await File.WriteAllTextAsync(clock, "3600");
        await scene.Server.RestartAsync("--clock", clock);
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        var report = await EvidenceWorld.UntilAsync(async () =>
        {
            using var answer = await scene.Http.GetAsync($"ocip/v1/archive/reports/{yesterday}");
            return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(), OcipJson.Default.ReconciliationReport) : null;
        }, found => found is not null);

        Assert.True(report is { Final: true, First: 0 }, scene.Server.Output);
        Assert.Contains(report.Gaps, g => g is { Kind: "away", Subject: "matrix" });
        var record = Assert.Single((await scene.AuditAsync()).OfKind("reconciliation"));
        Assert.Equal((yesterday, report.Next), (record.Record.GetProperty("date").GetString(), record.Record.GetProperty("next").GetInt64()));
        // A count that comes after the books were closed changes them no more.
        var dan = await bridge.ContactAsync("@dan:hs.test");
        await bridge.ObserveAsync(await bridge.DirectAsync(dan.User, alice.User), "!room");
        await bridge.CountAsync(new NativeCount("!room", yesterday, ["$late"], true));
        var alarms = JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync("ocip/v1/archive/alarms"), OcipJson.Default.AlarmList)!;
        Assert.Contains(alarms.Alarms, a => a.Kind == "gap" && a.Subject == yesterday);
        Assert.Equal(report.At, (await ReportAsync(scene, yesterday)).At);
        File.Delete(clock);
    }

    private static string Today() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<ReconciliationReport> ReportAsync(Scene scene, string date) =>
        JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync($"ocip/v1/archive/reports/{date}"), OcipJson.Default.ReconciliationReport)!;
}
