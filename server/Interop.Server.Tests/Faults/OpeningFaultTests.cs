using System.Globalization;
using System.Text.Json;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PolicyApi;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>The server dies while an office opens for which much was held: more than a page for each person, in several rooms, and a policy that came meanwhile.</summary>
[Collection(RealServerTests.Name)]
public sealed class OpeningFaultTests : IDisposable
{
    private const int Rooms = 4;
    private const int Messages = 110;

    private readonly string folder = Directory.CreateTempSubdirectory("ocip-opening-").FullName;

    private string Clock => Path.Combine(folder, "clock");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task ManyHeld_AndTheServerDiesTwice_EachComesOnce_InTheOrderOfItsRoom()
    {
        await SetClockAsync(TimeSpan.Zero);
        await using var scene = await Scene.OpenAsync("--clock", Clock);
        var alice = await scene.PersonAsync("alice");
        Actor[] office = [await scene.PersonAsync("bob"), await scene.PersonAsync("carol"), await scene.PersonAsync("dave")];
        var rooms = new RoomId[Rooms];
        for (var n = 0; n < Rooms; n++)
            rooms[n] = await Scene.RoomAsync(alice, office);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var person in office)
            await scene.SetHoursAsync(person, "Etc/UTC", new WeeklyHours(Compliance.Hours.Calendars.EveryDay, At(now.AddHours(2)), At(now.AddHours(-1))));
        var streams = office.Select(person => person.Listen()).ToArray();

        var first = (await Task.WhenAll(rooms.Select((room, n) => WriteAsync(alice, room, n))))[0];
        // A page later than its message, which a policy of today lets nobody see unreviewed.
        Assert.Equal('2', (await alice.SubmitAsync(Actor.Edit(rooms[0], first, "nothing to see"))).Code[0]);
        await ReviewAsync(scene, "secret");
        Assert.All(streams, s => Assert.Empty(s.Texts));

        await scene.Server.KillAsync();
        await SetClockAsync(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(1));
        foreach (var fault in new[] { $"{FaultPoints.ReleaseBefore}:300", $"{FaultPoints.ReleaseAfter}:600" })
        {
            await scene.Server.KillAsync();
            await scene.Server.StartAsync("--clock", Clock, "--fault", fault);
            Assert.True(await scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(30)), fault);
        }
        await scene.Server.RestartAsync("--clock", Clock);

        foreach (var stream in streams)
        {
            await stream.UntilCountAsync((Rooms * Messages) - 1);
            for (var n = 0; n < Rooms; n++)
                Assert.Equal(Enumerable.Range(0, Messages).Skip(n == 0 ? 1 : 0).Select(m => Text(n, m)), stream.Events.Where(e => e.Header.Room == rooms[n]).Select(RecordedStream.TextOf).OfType<string>());
            Assert.Empty(stream.Faults);
        }
        var releases = (await scene.AuditAsync()).OfKind("release").Select(r => r.Record).ToArray();
        Assert.Equal((office.Length * Rooms * Messages) + office.Length, releases.DistinctBy(r => (r.GetProperty("event").GetString(), r.GetProperty("recipient").GetString())).Count());
        Assert.Equal((office.Length * Rooms * Messages) + office.Length, releases.Length);
        Assert.Equal(2 * office.Length, releases.Count(r => r.GetProperty("code").GetString() == "2.1.2"));
    }

    /// <summary>Answers the first one's event.</summary>
    private static async Task<EventId> WriteAsync(Actor writer, RoomId room, int number)
    {
        EventId? first = null;
        foreach (var some in Enumerable.Range(0, Messages).Chunk(50))
        {
            var answer = await writer.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [.. some.Select(m => Actor.Message(room, Text(number, m)))]));
            Assert.All(answer.Results, r => Assert.Equal('2', r.Code[0]));
            first ??= answer.Results[0].Event;
        }
        return first!.Value;
    }

    private static async Task ReviewAsync(Scene scene, string term)
    {
        using var author = await scene.OfficerAsync("author", "policy");
        using var second = await scene.OfficerAsync("second", "policy");
        var settings = JsonSerializer.SerializeToElement(new { terms = new[] { term } });
        var draft = await author.Policies.DraftAsync("words", new PolicyDefinition { Kind = "lexicon", Action = "review", Settings = settings }, null);
        await second.Policies.ApproveAsync(await author.Policies.ProposeAsync(draft));
    }

    private static string Text(int room, int message) => room == 0 && message == 0 ? "the secret" : $"{room}.{message}";

    private static string At(DateTimeOffset time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private async Task SetClockAsync(TimeSpan shift)
    {
        await File.WriteAllTextAsync(Clock + ".next", ((long)shift.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        File.Move(Clock + ".next", Clock, overwrite: true);
    }
}
