using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Scheduling;

/// <summary>What is sent later: at its time, once, over crashes, and not when its sender has left (spec 10.11, 10.13).</summary>
public sealed class SendLaterStories : IAsyncLifetime, IDisposable
{
    private readonly string clock = Path.Combine(Directory.CreateTempSubdirectory("ocip-later-").FullName, "clock");
    private readonly DateTimeOffset start = TimeProvider.System.GetUtcNow();
    private Scene scene = null!;
    private Actor alice = null!;
    private Actor bob = null!;
    private RoomId room;
    private JsonCalls calls = null!;

    public async Task InitializeAsync()
    {
        Set(0);
        scene = await Scene.OpenAsync("--clock", clock);
        (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        room = await Scene.RoomAsync(alice, bob);
        calls = new JsonCalls(scene.Server.Address, alice.Token);
    }

    public async Task DisposeAsync()
    {
        await scene.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(clock)!, recursive: true);
    }

    public void Dispose() => calls.Dispose();

    private void Set(int seconds)
    {
        File.WriteAllText(clock + ".next", seconds.ToString(CultureInfo.InvariantCulture));
        File.Move(clock + ".next", clock, overwrite: true);
    }

    private string Request(string text, int hours) =>
        JsonSerializer.Serialize(new SendLaterRequest(WireTime.Format(start.AddHours(hours)), Actor.Message(room, text)), OcipJson.Default.SendLaterRequest);

    private async Task<string> LaterAsync(string text, int hours) => (await calls.CallAsync("POST client/later", Request(text, hours)))!["id"]!.GetValue<string>();

    private async Task<JsonArray> WaitingAsync() => (await calls.CallAsync("GET client/later"))!["items"]!.AsArray();

    /// <summary>Everything of one room in its order: what came before has come when this has.</summary>
    private static Task UntilAsync(RecordedStream stream, string text) => stream.UntilTextAsync(text);

    [Fact]
    public async Task AtItsTime_ItIsSentOnce_AndNotBefore_OverCrashesAndChanges()
    {
        var toBob = bob.Listen();
        await LaterAsync("in two hours", 2);
        var changed = await LaterAsync("to be changed", 2);
        var cancelled = await LaterAsync("to be cancelled", 2);
        await calls.CallAsync($"PUT client/later/{changed}", Request("changed", 4));
        await calls.CallAsync($"DELETE client/later/{cancelled}");
        Assert.Equal(2, (await WaitingAsync()).Count);
        await alice.SayAsync(room, "now");
        await UntilAsync(toBob, "now");
        Assert.Equal(["now"], (await scene.AuditAsync()).Texts);

        // Due while nothing runs; and the process dies when it is sent and its row still waits.
        await scene.Server.KillAsync();
        Set(3 * 3600);
        await scene.Server.StartAsync("--clock", clock, "--fault", FaultPoints.SendLaterAfter);
        Assert.True(await scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(60)));
        await scene.Server.RestartAsync("--clock", clock);
        await UntilAsync(toBob, "in two hours");
        await alice.SayAsync(room, "settled");
        await UntilAsync(toBob, "settled");
        Assert.Equal(["now", "in two hours", "settled"], toBob.Texts);
        Assert.Equal(changed, Assert.Single(await WaitingAsync())!["id"]!.GetValue<string>());

        Set(5 * 3600);
        await UntilAsync(toBob, "changed");
        Assert.Equal(["now", "in two hours", "settled", "changed"], (await scene.AuditAsync()).Texts);
        while ((await WaitingAsync()).Count > 0)
            await Pause.Ms(20);
        Assert.Equal("5.5.4", await calls.RefusedAsync($"PUT client/later/{changed}", Request("too late", 9)));
        Assert.Equal("5.5.4", await calls.RefusedAsync($"DELETE client/later/{changed}"));
        Assert.Empty(toBob.Faults);
    }

    [Fact]
    public async Task ItIsItsSendersAlone_UntilThen_AndJudgedAtItsTime()
    {
        const string secret = "walnut-tree-17";
        await LaterAsync(secret, 2);
        using var other = new JsonCalls(scene.Server.Address, bob.Token);
        Assert.Empty((await other.CallAsync("GET client/later"))!["items"]!.AsArray());
        Assert.Equal("5.5.4", await other.RefusedAsync($"DELETE client/later/{(await WaitingAsync())[0]!["id"]!.GetValue<string>()}"));
        Assert.Empty((await scene.AuditAsync()).Texts);
        Assert.Empty(RawFiles.With(scene.Server.Data, secret));

        foreach (var (wrong, code) in new[] { (Request("the past", -1), "5.5.0"), (Request("too far", 24 * 400), "5.5.0"), (Request("elsewhere", 1).Replace(room.Value, RoomId.Of(room.Provider, Guid.CreateVersion7()).Value, StringComparison.Ordinal), "5.5.4") })
            Assert.Equal(code, await calls.RefusedAsync("POST client/later", wrong));

        await scene.Admin.SetGroupAsync("one", new GroupRequest([alice.User]));
        await scene.Admin.SetGroupAsync("other", new GroupRequest([bob.User]));
        await scene.BarrierAsync("wall", "one", "other");
        Set(3 * 3600);
        JsonNode? refused;
        do
        {
            refused = Assert.Single(await WaitingAsync());
            await Pause.Ms(20);
        }
        while (refused!["code"] is null);
        Assert.Equal(("5.1.2", true), (refused["code"]!.GetValue<string>(), refused["event"] is null));
    }

    [Fact]
    public async Task WhoHasLeft_SendsNothingAnyMore_AndIsLetInNowhere()
    {
        var carol = await scene.PersonAsync("carol");
        await scene.CloseAsync(carol);
        var direct = await Scene.RoomAsync(alice, carol);
        var held = await alice.SayAsync(direct, "held");
        await LaterAsync("never", 2);
        await scene.Admin.CreateTokenAsync("alice", new TokenRequest(["client"], alice.User));
        Assert.Equal(204, (int)(await scene.Http.DeleteAsync(new Uri("ocip/v1/admin/accounts/alice", UriKind.Relative))).StatusCode);
        Assert.Equal("5.5.1", await calls.RefusedAsync("GET client/whoami"));
        Assert.Equal("5.1.0", (await Assert.ThrowsAsync<Interop.Client.OcipProblemException>(() => scene.Admin.CreateTokenAsync("alice", new TokenRequest(["client"], alice.User)))).Problem.Code);
        Assert.Contains((await scene.Admin.AccountsAsync()), a => a is { Account: "alice", Left: not null });
        Assert.Equal(204, (int)(await scene.Http.DeleteAsync(new Uri("ocip/v1/admin/accounts/alice", UriKind.Relative))).StatusCode);

        var (toBob, toCarol) = (bob.Listen(), carol.Listen());
        Set(3 * 3600);
        await bob.SayAsync(room, "after");
        await UntilAsync(toBob, "after");
        await scene.OpenAsync(carol);
        await UntilAsync(toCarol, "held");
        Assert.Equal(["held", "after"], (await scene.AuditAsync()).Texts);
        Assert.NotNull(held.Event);
        Assert.Contains((await scene.AuditAsync()).Records, r => r.Record.GetProperty("kind").GetString() == "link" && r.Record.TryGetProperty("left", out _));
    }
}
