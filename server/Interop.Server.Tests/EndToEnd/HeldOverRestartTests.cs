using System.Globalization;
using Interop.Protocol.AdminApi;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>What is held survives the process: killed, it is started again and goes on.</summary>
[Collection(RealServerTests.Name)]
public sealed class HeldOverRestartTests
{
    [Fact]
    public async Task HeldMessages_AreReleasedByALaterProcess_OnceAndInOrder()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob, carol) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob, carol);
        var (toBob, toCarol) = (bob.Listen(), carol.Listen());
        await scene.CloseAsync(carol);
        var before = await scene.AuditAsync();
        await alice.SayAsync(room, "one");
        var two = await alice.SayAsync(room, "two");
        await scene.Server.RestartAsync();
        await alice.SubmitAsync(Actor.Edit(room, two.Event!.Value, "zwei"));
        var three = await alice.SayAsync(room, "three");
        await scene.Server.RestartAsync();
        await alice.SubmitAsync(Actor.Retraction(room, three.Event!.Value));
        await scene.Server.RestartAsync();
        await alice.SayAsync(room, "four");
        await toBob.UntilTextAsync("four");
        Assert.Empty(toCarol.Texts);

        await scene.OpenAsync(carol);
        await toCarol.UntilTextAsync("four");
        Assert.Equal(["one", "two", "zwei", "four"], toCarol.Texts);
        Assert.Equal(["one", "two", "zwei", "three", "-", "four"], toBob.Texts);
        await scene.Server.RestartAsync();
        await alice.SayAsync(room, "five");
        await toCarol.UntilTextAsync("five");
        Assert.Equal(["one", "two", "zwei", "four", "five"], toCarol.Texts);
        Assert.Empty(toCarol.Faults);
        Assert.Empty(toBob.Faults);
        await ArchiveAudit.RunAsync(scene.Office.Archive, scene.Keys, before);
    }

    [Fact]
    public async Task OpeningWhileTheServerIsDown_IsMadeUpFor()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var toBob = bob.Listen();
        var opening = TimeProvider.System.GetUtcNow().AddSeconds(3);
        await scene.SetHoursAsync(bob, "Etc/UTC", new WeeklyHours(Compliance.Hours.Calendars.EveryDay, Clock(opening), Clock(opening.AddHours(4))));
        await alice.SayAsync(room, "while you were out");
        await scene.Server.KillAsync();
        await Pause.Ms(3_500);
        await scene.Server.StartAsync();
        await toBob.UntilTextAsync("while you were out");
        Assert.Empty(toBob.Faults);
    }

    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
