using System.Text.Json;
using Interop.Protocol.ClientApi;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Faults;
using Xunit;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>The compliance proxy is killed: the declared failure policy decides, and none passes unseen (spec 07).</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class ProxyFailureTests
{
    [Fact]
    public async Task Closed_NothingIsKept_AndTheSameTransactionGoesThroughWhenItIsBack()
    {
        await using var stage = await ProxyScene.OpenAsync();
        var (alice, bob, _) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        await stage.Proxy.KillAsync();
        var request = new SubmitRequest(Actor.NewTransaction(), [Actor.Message(room, "one"), Actor.Message(room, "two")]);
        var before = (await stage.Scene.AuditAsync()).Records.Count;
        Assert.All((await alice.Client.SubmitAsync(request)).Results, r => Assert.Equal("4.1.1", r.Code));
        Assert.Equal(before, (await stage.Scene.AuditAsync()).Records.Count);
        await stage.StartProxyAsync();
        await UntilAsync(async () => (await alice.Client.SubmitAsync(request)).Results.All(r => r.Code == "2.0.0"));
        await listening.UntilCountAsync(2);
        Assert.Equal(["one", "two"], listening.Texts);
    }

    [Fact]
    public async Task Queue_MessagesWait_OrderIsKept_NonePassesUnseen()
    {
        await using var stage = await ProxyScene.OpenAsync("--failure-policy", "queue");
        var (alice, bob, carol) = await stage.Scene.ThreeAsync();
        var (room, other) = (await Scene.RoomAsync(alice, bob), await Scene.RoomAsync(alice, carol));
        var (toBob, toCarol) = (bob.Listen(), carol.Listen());
        await alice.SayAsync(room, "before");
        await stage.Proxy.KillAsync();
        string[] waited = [.. Enumerable.Range(0, 40).Select(n => $"waited {n}")];
        foreach (var text in waited)
        {
            Assert.Equal("2.1.0", (await alice.SayAsync(room, text)).Code);
            Assert.Equal("2.1.0", (await alice.SayAsync(other, text)).Code);
        }
        await stage.RestartProviderAsync();
        Assert.Equal("2.1.0", (await alice.SayAsync(room, "after the restart")).Code);
        Assert.Equal(["before"], toBob.Texts);
        await stage.StartProxyAsync();
        await toBob.UntilTextAsync("after the restart");
        await toCarol.UntilCountAsync(waited.Length);
        Assert.Equal(["before", .. waited, "after the restart"], toBob.Texts);
        Assert.Equal(waited, toCarol.Texts);
        Assert.Empty(toBob.Faults);

        // Each that was delivered was decided on and archived at the proxy.
        var decided = (await stage.AuditProxyAsync()).OfKind("decision").Select(r => r.Record.GetProperty("event").GetString()!).ToHashSet(StringComparer.Ordinal);
        Assert.All((await stage.Scene.AuditAsync()).Events.Keys, id => Assert.Contains(id, decided));
    }

    [Fact]
    public async Task Open_GoesOn_ArchivedAndStampedAsABypass_ButNotPastWhatIsHeld()
    {
        await using var stage = await ProxyScene.OpenAsync("--failure-policy", "open");
        var (alice, bob, carol) = await stage.Scene.ThreeAsync();
        var (room, held) = (await Scene.RoomAsync(alice, bob), await Scene.RoomAsync(alice, carol));
        var listening = bob.Listen();
        await stage.CloseAsync(carol);
        Assert.Equal("2.1.1", (await alice.SayAsync(held, "first in line")).Code);
        await stage.Proxy.KillAsync();
        var passed = await alice.SayAsync(room, "undecided");
        Assert.Equal("2.0.0", passed.Code);
        await listening.UntilTextAsync("undecided");
        Assert.Equal("4.1.1", (await alice.SayAsync(held, "not past the first")).Code);
        var record = (await stage.Scene.AuditAsync()).Events[passed.Event!.Value.Value].Record.GetProperty("decision");
        Assert.Equal("proxy-unavailable", record.GetProperty("bypass").GetString());
        Assert.False(record.TryGetProperty("policies", out _));
        using var store = StoredStamp(stage.Scene.Server.Data, passed.Index!.Value);
        Assert.Equal("proxy-unavailable", store.RootElement.GetProperty("stamp").GetProperty("bypass").GetString());
    }

    public static TheoryData<string> Commits => FaultMatrix.OfToday(FaultPoints.CommitBefore, FaultPoints.CommitAfter);

    [Theory]
    [MemberData(nameof(Commits))]
    public async Task Killed_AroundItsCommit_DecidesOnce(string point)
    {
        await using var stage = await ProxyScene.OpenAsync("--failure-policy", "queue");
        var (alice, bob, _) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        await stage.Proxy.KillAsync();
        await stage.StartProxyAsync("--fault", point);
        var said = await alice.SayAsync(room, "once");
        Assert.Equal("2.1.0", said.Code);
        Assert.True(stage.Proxy.HasExited || await stage.Proxy.DiesWithinAsync(TimeSpan.FromSeconds(60)));
        Assert.Empty(listening.Texts);
        await stage.StartProxyAsync();
        await listening.UntilTextAsync("once");
        Assert.Empty(listening.Faults);
        Assert.Single((await stage.AuditProxyAsync()).OfKind("decision"), r => r.Record.GetProperty("event").GetString() == said.Event!.Value.Value);
    }

    private static JsonDocument StoredStamp(string data, long leaf)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(data, "ocip.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT wire FROM stamps WHERE leaf=$leaf";
        command.Parameters.AddWithValue("$leaf", leaf);
        return JsonDocument.Parse((string)command.ExecuteScalar()!);
    }

    private static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            if (await isTrue())
                return;
            await Pause.Ms(100);
        }
        Assert.Fail("it did not become true");
    }
}
