using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>Consent between people of two organisations, of which one lies about it (spec 06, 10).</summary>
[Collection(HostileWorld.Name)]
public sealed class HostileConsentTests(PeerWorld world) : HostileCase(world)
{
    [Fact]
    public async Task RequestsForConsent_AreFewInAnHour()
    {
        var people = new List<Actor>();
        var beggar = HostilePeer.User(Fresh("beg"));
        for (var i = 0; i < 3; i++)
            people.Add(await Acme.PersonAsync(Fresh("bob")));
        for (var i = 0; i < 20; i++)
            Assert.Null(Code(await Peer.PostAsync("consent", Body(beggar, people[i % 3].User, "request"))));
        Assert.Equal("4.2.0", Code(await Peer.PostAsync("consent", Body(beggar, people[0].User, "request"))));
        Assert.Null(Code(await Peer.PostAsync("consent", Body(beggar, people[0].User, "cancel"))));
        Assert.Null(Code(await Peer.PostAsync("consent", Body(HostilePeer.User(Fresh("other")), people[0].User, "request"))));
    }

    [Fact]
    public async Task Consent_GoesByItsTable_AndLetsIn()
    {
        await TwoProviders.AgreeAsync(Acme, FakePeer.Name, new Agreement { State = Agreement.Active, ConsentRequired = true });
        try
        {
            var bob = await Acme.PersonAsync(Fresh("bob"));
            var mallory = HostilePeer.User(Fresh("mal"));
            var room = new HostileRoom(Peer);
            var honest = Peer.Reply;
            Peer.Reply = (path, body) => path == "consent" ? (200, "{}"u8.ToArray()) : honest(path, body);
            var join = room.Place(Peer.Member(room.Id, bob.User, "join", mallory.Local));
            async Task<string?> StepAsync(string operation) => Code(await Peer.PostAsync("consent", Body(mallory, bob.User, operation)));
            async Task<int> BobAsync(string operation)
            {
                using var http = new RawHttp(Acme.Server.Address, bob.Token);
                return (await http.SendAsync(HttpMethod.Post, "client/consents", Body(mallory, bob.User, operation))).Status;
            }

            Assert.Equal(["5.2.1"], await room.TellAsync(join));
            Assert.Equal("5.5.0", await StepAsync("cancel"));
            Assert.Equal("5.5.0", await StepAsync("maybe"));
            foreach (var forged in new[] { "grant", "revoke" })
                Assert.Equal("5.5.4", await StepAsync(forged));
            Assert.InRange(await BobAsync("grant"), 400, 499);
            Assert.Null(await StepAsync("request"));
            Assert.Null(await StepAsync("request"));
            Assert.Equal(["5.2.1"], await room.TellAsync(join));
            Assert.Null(await StepAsync("cancel"));
            Assert.Null(await StepAsync("cancel"));
            Assert.InRange(await BobAsync("grant"), 400, 499);
            Assert.Null(await StepAsync("request"));
            Assert.Equal(204, await BobAsync("grant"));
            Assert.Equal("5.5.0", await StepAsync("request"));
            Assert.Equal("5.5.0", await StepAsync("cancel"));
            Assert.Equal(["2.0.0"], await room.TellAsync(join));
            Assert.Equal(204, await BobAsync("revoke"));
            var steps = (await World.AuditAsync()).OfKind("consent").Where(r => r.Record.GetProperty("requester").GetString() == mallory.Value);
            Assert.Equal(["request", "cancel", "request", "grant", "revoke"], steps.Select(r => r.Record.GetProperty("operation").GetString()));

            var carol = await Acme.PersonAsync(Fresh("carol"));
            Assert.Equal(["5.2.1"], await room.TellAsync(room.Place(Peer.Member(room.Id, carol.User, "join", mallory.Local))));
            Assert.Equal(["2.0.0"], await room.TellAsync(room.Say("goes on")));
            Assert.Equal("5.5.4", Code(await Peer.PostAsync("consent", Body(UserId.Of(TwoProviders.GlobexName, "gus"), bob.User, "request"))));
            Assert.Equal("5.5.4", Code(await Peer.PostAsync("consent", Body(mallory, UserId.Of(TwoProviders.AcmeName, Fresh("nobody")), "request"))));
        }
        finally
        {
            await TwoProviders.AgreeAsync(Acme, FakePeer.Name, new Agreement { State = Agreement.Active });
        }
    }

    private static string? Code((int Status, JsonElement Body) answer) => answer.Status == 204 ? null : answer.Body.GetProperty("code").GetString();

    private static byte[] Body(UserId requester, UserId target, string operation) => JsonSerializer.SerializeToUtf8Bytes(
        new ConsentMessage { Requester = requester, Target = target, Operation = operation, At = FakePeer.Ago(0) }, OcipJson.Default.ConsentMessage);
}
