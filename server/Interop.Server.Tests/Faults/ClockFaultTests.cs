using System.Globalization;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Time;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>The machine's clock is set while the server runs, and while it does not.</summary>
[Collection(RealServerTests.Name)]
public sealed class ClockFaultTests : IDisposable
{
    private const int Day = 24 * 3600;
    private readonly string clock = Path.Combine(Directory.CreateTempSubdirectory("ocip-clock-").FullName, "clock");

    [Fact]
    public async Task ClockSetBack_DatesNothingBeforeWhatIsArchived_AndHoldsFollowIt()
    {
        Set(0);
        await using var scene = await Scene.OpenAsync("--clock", clock);
        var (alice, bob, carol) = await scene.ThreeAsync();
        var (open, closed) = (await Scene.RoomAsync(alice, bob), await Scene.RoomAsync(alice, carol));
        await scene.CloseAsync(carol);
        Assert.Equal("2.0.0", (await alice.SayAsync(open, "one")).Code);

        Set(Day);
        await Pause.Ms(30);
        await alice.SayAsync(open, "a day ahead");
        Set(0);
        await Pause.Ms(30);
        await alice.SayAsync(open, "back again");
        // The hold ends by the clock as it is now, not by the log's.
        await OpenInAnHourAsync(scene, carol);
        var held = await alice.SayAsync(closed, "held");
        Assert.Equal("2.1.1", held.Recipients![0].Code);
        var until = WireTime.Parse(held.Recipients[0].HoldUntil!);
        Assert.InRange(until - TimeProvider.System.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromHours(2));

        Set(-120);
        await scene.Server.RestartAsync("--clock", clock);
        await alice.SayAsync(open, "after a restart in the past");
        Set(0);
        var audit = await scene.AuditAsync();
        Assert.Equal(["one", "a day ahead", "back again", "held", "after a restart in the past"], audit.Texts);
        var times = audit.Records.Select(r => r.Record.GetProperty("at").GetString()!).ToArray();
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
    }

    [Fact]
    public async Task InProduction_TheClockIsTheMachines()
    {
        Set(0);
        var (exitCode, output) = await ServerProcess.RunAsync("--clock", clock);
        Assert.Equal(2, exitCode);
        Assert.Contains("--development", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(clock)!, recursive: true);

    private static Task OpenInAnHourAsync(Scene scene, Actor person)
    {
        var opens = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1);
        var closes = opens is { Hour: 23, Minute: 59 } ? "24:00" : opens.AddMinutes(1).ToString("HH:mm", CultureInfo.InvariantCulture);
        return scene.SetHoursAsync(person, "Etc/UTC", new WeeklyHours(Compliance.Hours.Calendars.EveryDay, opens.ToString("HH:mm", CultureInfo.InvariantCulture), closes));
    }

    private void Set(int seconds)
    {
        File.WriteAllText(clock + ".next", seconds.ToString(CultureInfo.InvariantCulture));
        File.Move(clock + ".next", clock, overwrite: true);
    }
}
