using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Tests.Backup;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>Alarms that somebody else raises than a bridge that stays away, and that they reach the operator's own address.</summary>
public sealed class RaisedAlarmTests
{
    [Fact]
    public async Task BridgeThatGetsNothing_IsAnAlarm_AndAGapOfTheDay_UntilItSaysOtherwise()
    {
        await using var scene = await Scene.OpenAsync("--bridge-away", "1", "--watch-every", "0.2");
        using var bridge = await BridgeActor.OpenAsync(scene, "matrix");
        var now = TimeProvider.System.GetUtcNow();
        // Not over midnight: the books of today begin there.
        var since = now.TimeOfDay > TimeSpan.FromHours(2) ? now.AddHours(-2) : new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        await bridge.StatusAsync(false, since);
        await bridge.StatusAsync(false, now);

        var raised = await AlarmsAsync(scene, "alarms", list => list.Any(a => a is { Kind: "captureStopped", Index: not null }));
        Assert.Contains(raised, a => a.Kind == "captureStopped" && a.Subject == "matrix" && a.Detail.Contains(WireTime.Format(since), StringComparison.Ordinal));
        var gap = Assert.Single((await ReportAsync(scene)).Gaps, g => g.Kind == "notCapturing");
        Assert.Equal(("matrix", WireTime.Format(since)), (gap.Subject, gap.From));
        // What it said outlasts a restart.
        await scene.Server.RestartAsync("--bridge-away", "1", "--watch-every", "0.2");
        Assert.Contains(await AlarmsAsync(scene, "alarms", _ => true), a => a.Kind == "captureStopped");

        var until = since + ((now - since) / 2);
        await bridge.StatusAsync(true, until);

        var over = await AlarmsAsync(scene, "alarms?past=10", list => list.Any(a => a is { Kind: "captureStopped", ClearedIndex: not null }));
        Assert.Single(over, a => a.Kind == "captureStopped");
        gap = Assert.Single((await ReportAsync(scene)).Gaps, g => g.Kind == "notCapturing");
        Assert.Equal((WireTime.Format(since), WireTime.Format(until)), (gap.From, gap.To));
    }

    [Fact]
    public async Task BackupThatIsOld_IsAnAlarm_UntilThereIsANewerOne()
    {
        var clock = Path.GetTempFileName();
        await File.WriteAllTextAsync(clock, "0");
        await using var backups = await BackupScene.OpenAsync("--clock", clock, "--watch-every", "0.2");
        await backups.Scene.PersonAsync("alice");
        await MadeAsync(backups, "first");
        Assert.DoesNotContain(await AlarmsAsync(backups.Scene, "alarms", _ => true), a => a.Kind == "backupOld");

        await File.WriteAllTextAsync(clock, TimeSpan.FromHours(27).TotalSeconds.ToString(CultureInfo.InvariantCulture));

        var raised = await AlarmsAsync(backups.Scene, "alarms", list => list.Any(a => a is { Kind: "backupOld", Index: not null }));
        Assert.StartsWith("The newest backup is of ", Assert.Single(raised, a => a.Kind == "backupOld").Detail, StringComparison.Ordinal);
        await MadeAsync(backups, "second");
        // Over at once, and archived as such a moment later.
        var over = await AlarmsAsync(backups.Scene, "alarms?past=10", list => list.Any(a => a is { Kind: "backupOld", ClearedIndex: not null }));
        Assert.Single(over, a => a is { Kind: "backupOld", ClearedIndex: not null });
        File.Delete(clock);
    }

    [Fact]
    public async Task Operator_IsToldOfEachAlarm_Signed_AgainUntilItIsAnswered_AndNobodyElse()
    {
        using var operators = new HttpListener();
        var url = $"http://127.0.0.1:{ServerProcess.FreePort()}/";
        operators.Prefixes.Add(url);
        operators.Start();
        var told = new ConcurrentQueue<(string Path, byte[] Body, string? Signature)>();
        var serving = ServeAsync(operators, told, url);
        await using var scene = await Scene.OpenAsync("--alarm-webhook", $"{url}hook", "--bridge-away", "0.2", "--watch-every", "0.1");
        await scene.Admin.RegisterBridgeAsync(new Protocol.AdminApi.BridgeRequest("matrix"));

        await EvidenceWorld.UntilAsync(() => Task.FromResult(told.Count), count => count >= 3);

        Assert.All(told, t => Assert.Equal("/hook", t.Path));
        var (_, body, signature) = told.Last();
        Assert.Equal(told.First().Body, body);
        Assert.Equal(("bridgeAway", "matrix", true), JsonSerializer.Deserialize(body, OcipJson.Default.AlarmView) is { } alarm ? (alarm.Kind, alarm.Subject, alarm.Index is not null) : default);
        var keys = scene.Keys.Keys.Where(k => k.Purpose == KeyPurposes.Checkpoint).Select(VerificationKey.From).ToArray();
        Assert.True(DetachedJws.Verify(signature!, body, kid => keys.SingleOrDefault(k => k.KeyId == kid), KeyPurposes.Checkpoint));

        // A try is told as alarms are, and is no record; how it stands with the bridge is told with it.
        Assert.True((await scene.Office.Health.TestAlarmsAsync()) is { Told: true, Status: 204, Address: not null });
        Assert.Equal("test", JsonSerializer.Deserialize(told.Last().Body, OcipJson.Default.AlarmView)!.Kind);
        Assert.DoesNotContain((await scene.Office.Health.AlarmsAsync(50)).Alarms, alarm => alarm.Kind == "test");
        var network = Assert.Single(await scene.Office.Health.NetworksAsync());
        Assert.Equal(("matrix", false, true, 0, 0), (network.Network, network.Connected, network.Capturing, network.Waiting, network.Rooms));
        operators.Close();
        await serving;
    }

    /// <summary>Not ready at first, then leading elsewhere, then well.</summary>
    private static async Task ServeAsync(HttpListener listener, ConcurrentQueue<(string Path, byte[] Body, string? Signature)> told, string url)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                told.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray(), context.Request.Headers["Ocip-Signature"]));
                context.Response.StatusCode = told.Count switch { 1 => 503, 2 => 307, _ => 204 };
                if (told.Count == 2)
                    context.Response.Headers["Location"] = $"{url}elsewhere";
                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            return;
        }
    }

    private static async Task MadeAsync(BackupScene backups, string name)
    {
        var made = await backups.MakeAsync(name);
        Assert.True(made.State == BackupView.Done, $"{made.Detail}\n{backups.Scene.Server.Output}");
    }

    private static async Task<AlarmView[]> AlarmsAsync(Scene scene, string path, Func<AlarmView[], bool> found) => await EvidenceWorld.UntilAsync(
        async () => JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync($"ocip/v1/archive/{path}"), OcipJson.Default.AlarmList)!.Alarms, found);

    private static async Task<ReconciliationReport> ReportAsync(Scene scene) => JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync(
        $"ocip/v1/archive/reports/{TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"), OcipJson.Default.ReconciliationReport)!;
}
