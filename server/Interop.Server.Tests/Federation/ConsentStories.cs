using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>Two people of two organisations that want to be asked first (spec 06, 10): each provider is a process of its own.</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class ConsentStories : IAsyncLifetime
{
    private TwoProviders? two;

    private TwoProviders Two => two ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        two = await TwoProviders.OpenAsync();
        await TwoProviders.AgreeAsync(two.Acme, TwoProviders.GlobexName, new Agreement { State = Agreement.Active, ConsentRequired = true });
        await TwoProviders.AgreeAsync(two.Globex, TwoProviders.AcmeName, new Agreement { State = Agreement.Active, ConsentRequired = true });
    }

    public async Task DisposeAsync() => await Two.DisposeAsync();

    [Fact]
    public async Task Consent_IsAsked_Granted_AndRevoked_AndEachStepIsInBothArchives()
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        var carol = await Two.Globex.PersonAsync("carol");
        Assert.Equal("5.2.1", await MeetAsync(alice, bob));
        Assert.Equal((400, "5.5.0"), await StepAsync(Two.Globex, bob, alice, bob, ConsentMessage.Grant));
        Assert.Equal(204, (await StepAsync(Two.Acme, alice, alice, bob, ConsentMessage.Request)).Status);
        Assert.Equal(ConsentMessage.Request, Assert.Single(await ListAsync(Two.Globex, bob)).Operation);
        Assert.Equal("5.2.1", await MeetAsync(alice, bob));
        // Nobody answers for the other side.
        Assert.Equal((400, "5.5.0"), await StepAsync(Two.Acme, alice, alice, bob, ConsentMessage.Grant));
        Assert.Equal(204, (await StepAsync(Two.Globex, bob, alice, bob, ConsentMessage.Grant)).Status);
        Assert.Equal(ConsentMessage.Grant, Assert.Single(await ListAsync(Two.Acme, alice)).Operation);

        // One requester, one target, one direction: bob may answer in the room, and not ask alice into another before it stands.
        Assert.Equal("5.2.1", await MeetAsync(bob, alice));
        Assert.Equal("5.2.1", await MeetAsync(alice, carol));
        var his = bob.Listen();
        Assert.Null(await MeetAsync(alice, bob));
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        var room = (await bob.Client.RoomsAsync()).Single().Room;
        Assert.Equal("2.0.0", (await bob.SayAsync(room, "an answer")).Code);

        Assert.Equal(204, (await StepAsync(Two.Globex, bob, alice, bob, ConsentMessage.Revoke)).Status);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "the room goes on")).Code);
        await his.UntilTextAsync("the room goes on");
        foreach (var scene in new[] { Two.Acme, Two.Globex })
        {
            var steps = (await scene.AuditAsync()).OfKind("consent").Select(r => (r.Record.GetProperty("requester").GetString(), r.Record.GetProperty("target").GetString(), r.Record.GetProperty("operation").GetString()));
            Assert.Equal([(alice.User.Value, bob.User.Value, "request"), (alice.User.Value, bob.User.Value, "grant"), (alice.User.Value, bob.User.Value, "revoke")], steps);
        }
    }

    [Fact]
    public async Task Step_DoesNotCountHere_BeforeTheOtherSideHasIt()
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        // Known before: whose directory could not be fetched at the first contact is left alone for a minute.
        using (var office = new RawHttp(Two.Acme.Server.Address, Two.Acme.AdminToken))
            Assert.Equal(200, (await office.GetAsync($"admin/peers/{TwoProviders.GlobexName}")).Status);
        await Two.Globex.Server.KillAsync();
        Assert.Equal((503, "4.1.2"), await StepAsync(Two.Acme, alice, alice, bob, ConsentMessage.Request));
        Assert.Empty(await ListAsync(Two.Acme, alice));
        Assert.Empty((await Two.Acme.AuditAsync()).OfKind("consent"));
        await Two.Globex.Server.RestartAsync();
        Assert.Equal(204, (await StepAsync(Two.Acme, alice, alice, bob, ConsentMessage.Request)).Status);
        Assert.Equal((404, "5.5.4"), await StepAsync(Two.Acme, alice, alice, UserId.Of(TwoProviders.GlobexName, "nobody"), ConsentMessage.Request));
        Assert.Single((await Two.Acme.AuditAsync()).OfKind("consent"));
    }

    [Fact]
    public async Task Requests_AreFewInAnHour()
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        for (var i = 0; i < 20; i++)
            Assert.Equal(204, (await StepAsync(Two.Acme, alice, alice, bob, ConsentMessage.Request)).Status);
        Assert.Equal((429, "4.2.0"), await StepAsync(Two.Acme, alice, alice, bob, ConsentMessage.Request));
        // Taken again it changed nothing: there is one step in each archive.
        foreach (var scene in new[] { Two.Acme, Two.Globex })
            Assert.Single((await scene.AuditAsync()).OfKind("consent"));
    }

    /// <summary>The code with which a direct room is refused, or null.</summary>
    private static async Task<string?> MeetAsync(Actor from, Actor to)
    {
        try
        {
            await from.Client.CreateRoomAsync(new CreateRoomRequest("direct", [to.User]));
            return null;
        }
        catch (OcipProblemException refused)
        {
            return refused.Problem.Code;
        }
    }

    private static Task<(int Status, string? Code)> StepAsync(Scene scene, Actor by, Actor requester, Actor target, string operation) => StepAsync(scene, by, requester, target.User, operation);

    private static async Task<(int Status, string? Code)> StepAsync(Scene scene, Actor by, Actor requester, UserId target, string operation)
    {
        using var http = new RawHttp(scene.Server.Address, by.Token);
        var step = new ConsentMessage { Requester = requester.User, Target = target, Operation = operation, At = Peers.FakePeer.Ago(0) };
        var answer = await http.SendAsync(HttpMethod.Post, "client/consents", JsonSerializer.SerializeToUtf8Bytes(step, OcipJson.Default.ConsentMessage));
        answer.Response.Dispose();
        return (answer.Status, answer.Status == 204 ? null : answer.Body.GetProperty("code").GetString());
    }

    private static async Task<ConsentMessage[]> ListAsync(Scene scene, Actor who)
    {
        using var http = new RawHttp(scene.Server.Address, who.Token);
        var answer = await http.GetAsync("client/consents");
        answer.Response.Dispose();
        return answer.Body.Deserialize(OcipJson.Default.ConsentList)!.Consents;
    }
}
