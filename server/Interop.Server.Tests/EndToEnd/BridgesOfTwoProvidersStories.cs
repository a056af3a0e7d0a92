using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>People on networks who are in rooms with people of another provider, each behind their own provider's bridge.</summary>
[Collection(RealServerTests.Name)]
public sealed class BridgesOfTwoProvidersStories : IAsyncLifetime
{
    private TwoProviders? two;

    private TwoProviders Two => two ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => two = await TwoProviders.OpenAsync();

    public async Task DisposeAsync() => await Two.DisposeAsync();

    [Fact]
    public async Task SomebodyOfAnotherProvider_IsNamedByBoth_AndMet()
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        await Two.Acme.PersonAsync("bob");
        using var bridge = await BridgeActor.OpenAsync(Two.Acme, "matrix");
        await Two.Acme.Admin.LinkAsync(alice.User, "matrix", new LinkRequest("@alice:hs.test"));
        var hers = await bridge.UserAsync("bob");
        Assert.Equal((null, ServerProcess.Provider), (hers.Foreign, hers.User.Provider));
        Assert.Equal(hers, await bridge.UserAsync("bob@acme.example") with { Accounts = hers.Accounts });
        var theirs = await bridge.UserAsync("bob@globex.example");
        Assert.Equal((bob.User, true, "bob", "work"), (theirs.User, theirs.Foreign, theirs.DisplayName, theirs.Persona));
        foreach (var (name, code) in new[] { ("nobody@globex.example", DecisionCodes.NotFound), ("bob@stranger.example", DecisionCodes.NoFederationAgreement), ("@@", DecisionCodes.NotFound) })
            Assert.Equal(code.Code, (await Assert.ThrowsAsync<OcipProblemException>(() => bridge.UserAsync(name))).Problem.Code);

        var his = bob.Listen();
        var room = await bridge.DirectAsync(alice.User, bob.User);
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        await bob.SayAsync(room, "hello");
        Assert.Equal(["hello → alice"], await UntilSomeAsync(bridge));
    }

    [Fact]
    public async Task PortalInAFollowedRoom_IsDeclaredByOneOfItsOwnPeople()
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        using var bridge = await BridgeActor.OpenAsync(Two.Globex, "xmpp");
        await Two.Globex.Admin.LinkAsync(bob.User, "xmpp", new LinkRequest("bob@xmpp.test"));
        var hers = alice.Listen();
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Project"))).Room;
        await bob.Listen().UntilAsync(s => s.Events.Count > 0, "the joining");
        await bridge.ObserveAsync(room, "project@conference.xmpp.test");
        await hers.UntilAsync(s => s.Events.Any(e => e.Header.Type == "room" && e.Header.Sender == bob.User), "the portal's declaration");
        Assert.Single((await Two.Globex.AuditAsync()).OfKind("egress"));
        Assert.Empty(hers.Faults);
    }

    private static async Task<IReadOnlyList<string>> UntilSomeAsync(BridgeActor bridge)
    {
        for (var tries = 0; tries < 1200 && (await bridge.TextsAsync()).Count == 0; tries++)
            await Pause.Ms(50);
        return await bridge.TextsAsync();
    }
}
