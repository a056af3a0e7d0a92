using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>Reports and profiles, asked and told by a provider that lies (spec 06).</summary>
[Collection(HostileWorld.Name)]
public sealed class HostileRequestTests(PeerWorld world) : HostileCase(world)
{
    [Fact]
    public async Task Report_IsTakenOnce_FromTheRecipientsProvider_OnOurEventsAlone()
    {
        var (bob, his, room) = await TrapAsync();
        var theirs = room.Say("theirs");
        Assert.Equal(["2.0.0"], await room.TellAsync(theirs));
        var ours = (await bob.SayAsync(room.Id, "ours")).Event!.Value;
        var elsewhere = await Scene.RoomAsync(bob, await Acme.PersonAsync(Fresh("carol")));
        var good = new DeliveryStatus { Event = ours, Room = room.Id, Recipient = HostilePeer.User("mallory"), Code = "5.1.0", At = FakePeer.Ago(0) };
        DeliveryStatus[] lies =
        [
            good with { Event = theirs.Id }, good with { Event = Peer.Say(room.Id, "unknown").Id }, good with { Room = elsewhere },
            good with { Recipient = bob.User }, good with { Recipient = UserId.Of(TwoProviders.GlobexName, "gus") },
        ];
        foreach (var lie in lies)
            Assert.Equal("5.5.4", await ReportAsync(good, lie));
        foreach (var lie in new[] { good with { Code = "9.9.9" }, good with { At = "yesterday" } })
            Assert.Equal("5.5.0", await ReportAsync(good, lie));
        Assert.Equal("5.5.0", await ReportAsync());
        Assert.Equal("5.5.0", await ReportAsync([.. Enumerable.Repeat(good, 51)]));
        Assert.Equal(0, Count(await World.AuditAsync(), "report", room.Id));
        Assert.Null(await ReportAsync(good, good));
        Assert.Null(await ReportAsync(good));
        await his.UntilAsync(s => s.Items.Any(i => i.Status?.Event == ours && i.Status?.Code == "5.1.0"), "the report");
        Assert.Equal(1, Count(await World.AuditAsync(), "report", room.Id));
        Assert.Single(his.Items, i => i.Status?.Event == ours);
    }

    [Fact]
    public async Task HeldRecipient_IsReported_AndTheReleaseToo()
    {
        var (bob, his, room) = await TrapAsync();
        var reports = new List<DeliveryStatus>();
        var honest = Peer.Reply;
        Peer.Reply = (path, body) =>
        {
            if (path == "report")
            {
                lock (reports)
                    reports.AddRange(JsonSerializer.Deserialize(body, OcipJson.Default.DeliveryStatuses)!.Reports);
            }
            return honest(path, body);
        };
        await Acme.CloseAsync(bob);
        var said = room.Say("later");
        await room.TellAsync(said);
        await UntilAsync(() => reports.Exists(r => r.Event == said.Id && r.Recipient == bob.User && r.Code != "2.0.0"));
        await Acme.OpenAsync(bob);
        await his.UntilTextAsync("later");
        await UntilAsync(() => reports.Exists(r => r.Event == said.Id && r.Code == "2.0.0"));

        async Task UntilAsync(Func<bool> isTrue)
        {
            for (var i = 0; i < 300; i++, await Pause.Ms(50))
            {
                lock (reports)
                {
                    if (isTrue())
                        return;
                }
            }
            lock (reports)
                Assert.Fail($"reported was: {string.Join(" | ", reports)}; the server printed:\n{Acme.Server.Output}");
        }
    }

    [Fact]
    public async Task Profile_TellsOfWorkAlone()
    {
        var (bob, dave) = (await Acme.PersonAsync(Fresh("bob")), await Acme.PersonAsync(Fresh("dave"), "personal"));
        var (status, told) = await Peer.GetAsync($"users/{bob.User.Local}?requester=ocip%3A%2F%2Finitech.example%2Fu%2Fmallory");
        Assert.Equal((200, bob.User.Value, "notNeeded"), (status, told.GetProperty("user").GetString(), told.GetProperty("consent").GetString()));
        var (hidden, missing) = (await Peer.GetAsync($"users/{dave.User.Local}"), await Peer.GetAsync($"users/{Fresh("nobody")}"));
        Assert.Equal((404, "5.5.4"), (hidden.Status, hidden.Body.GetProperty("code").GetString()));
        Assert.Equal((missing.Status, missing.Body.GetProperty("code").GetString(), missing.Body.GetProperty("detail").GetString()), (hidden.Status, hidden.Body.GetProperty("code").GetString(), hidden.Body.GetProperty("detail").GetString()));
        Assert.Equal("5.5.0", (await Peer.GetAsync($"users/{bob.User.Local}?requester=ocip%3A%2F%2Fglobex.example%2Fu%2Fgus")).Body.GetProperty("code").GetString());
    }

    private static string? Code((int Status, JsonElement Body) answer) => answer.Status == 204 ? null : answer.Body.GetProperty("code").GetString();

    private async Task<string?> ReportAsync(params DeliveryStatus[] reports) =>
        Code(await Peer.PostAsync("report", JsonSerializer.SerializeToUtf8Bytes(new DeliveryStatuses(reports), OcipJson.Default.DeliveryStatuses)));
}
