using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>The real server in this process with a clock that the test moves over the nights on which clocks change.</summary>
[Collection(RealServerTests.Name)]
public sealed class DaylightSavingStories
{
    [Theory]
    [InlineData("Europe/Lisbon", "2026-03-28T20:00:00.000Z", "2026-03-29T08:00:00.000Z")]
    [InlineData("Europe/Lisbon", "2026-10-24T20:00:00.000Z", "2026-10-25T09:00:00.000Z")]
    [InlineData("America/New_York", "2026-03-08T00:00:00.000Z", "2026-03-08T13:00:00.000Z")]
    [InlineData("America/New_York", "2025-11-02T00:00:00.000Z", "2025-11-02T14:00:00.000Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T12:00:00.000Z", "2026-04-04T22:30:00.000Z")]
    [InlineData("Australia/Lord_Howe", "2025-10-04T12:00:00.000Z", "2025-10-04T22:00:00.000Z")]
    public async Task HeldOverTheChange_OpensAtTheRightMoment(string zone, string night, string opening)
    {
        var (before, opens) = (WireTime.Parse(night), WireTime.Parse(opening));
        var time = new ManualTime(before);
        var data = Directory.CreateTempSubdirectory("ocip-clock-").FullName;
        Environment.SetEnvironmentVariable("OCIP_DATA", data);
        Environment.SetEnvironmentVariable("OCIP_PROVIDER", ServerProcess.Provider.Value);
        try
        {
            await using var factory = new WebApplicationFactory<ServerOptions>().WithWebHostBuilder(host => host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(time)));
            using var handler = factory.Server.CreateHandler();
            using var office = new Interop.Client.OcipClient(factory.Server.BaseAddress, null, handler);
            var token = await office.Admin.BootstrapAsync(new BootstrapRequest((await File.ReadAllTextAsync(Path.Combine(data, "bootstrap-secret"))).Trim()));
            using var admin = new Interop.Client.OcipClient(factory.Server.BaseAddress, token.Token, handler);
            using var alice = await ClientAsync(admin, factory, handler, "alice");
            using var bob = await ClientAsync(admin, factory, handler, "bob");
            var (toAlice, toBob) = ((await alice.WhoamiAsync()).User!.Value, (await bob.WhoamiAsync()).User!.Value);
            var room = (await alice.CreateRoomAsync(new CreateRoomRequest("direct", [toBob]))).Room;
            await admin.Admin.SetHoursAsync(toBob, new DeliveryHours { Zone = zone, Weekly = [new WeeklyHours(Compliance.Hours.Calendars.EveryDay, "09:00", "17:00")] });

            var sent = await SayAsync(alice, time, room, "good morning");
            Assert.Equal("2.1.1", sent.Code);
            Assert.Equal(opening, sent.Recipients![0].HoldUntil);
            time.MoveTo(opens.AddSeconds(-1));
            Assert.Equal("2.1.1", (await SayAsync(alice, time, room, "nearly")).Code);
            Assert.DoesNotContain((await bob.PollAsync(-1)).Items, i => i.Event?.Id == sent.Event);
            time.MoveTo(opens.AddSeconds(6));
            var texts = new List<string>();
            for (var (cursor, n) = (-1L, 0); texts.Count < 2 && n < 200; n++)
            {
                var frame = await bob.PollAsync(cursor);
                cursor = frame.Cursor;
                texts.AddRange(frame.Items.Where(i => i.Released == true).Select(i => RecordedStream.TextOf(i.Event!)).OfType<string>());
                await Pause.Ms(20);
                time.MoveTo(time.GetUtcNow().AddSeconds(1));
            }
            Assert.Equal(["good morning", "nearly"], texts);
            Assert.Equal("2.0.0", (await SayAsync(alice, time, room, "at work")).Code);
            Assert.Equal(toAlice, (await alice.WhoamiAsync()).User);
        }
        finally
        {
            Environment.SetEnvironmentVariable("OCIP_DATA", null);
            Environment.SetEnvironmentVariable("OCIP_PROVIDER", null);
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<Interop.Client.OcipClient> ClientAsync(Interop.Client.OcipClient admin, WebApplicationFactory<ServerOptions> factory, HttpMessageHandler handler, string name)
    {
        var account = await admin.Admin.CreateAccountAsync(new AccountRequest(name, name, [new PersonaRequest("work", name)]));
        var token = await admin.Admin.CreateTokenAsync(name, new TokenRequest(["client"], account.Personas[0].User));
        var client = new Interop.Client.OcipClient(factory.Server.BaseAddress, token.Token, handler);
        await client.AcknowledgeAsync(await client.SupervisionAsync());
        return client;
    }

    private static async Task<SubmitResult> SayAsync(Interop.Client.OcipClient client, TimeProvider time, RoomId room, string text) =>
        (await client.SubmitAsync(new SubmitRequest(TransactionId.Create(time), [Actor.Message(room, text)]))).Results[0];
}
