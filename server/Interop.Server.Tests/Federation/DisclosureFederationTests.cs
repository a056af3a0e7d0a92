using System.Text.Json;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Events;
using Interop.Protocol.PolicyApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.ProxyRole;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>A disclosure that asks people of another organisation for consent, in a room of either hub (spec 7.8).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class DisclosureFederationTests
{
    private const string Settings = """{"require":"consent","fallback":"en","texts":{"en":{"text":"Acme records this.","grant":["yes"],"refuse":["no"],"withdraw":["stop recording"]}}}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PeopleOfAnotherOrganisation_AreAsked_WhoeverOrdersTheRoom(bool byAProxyOfItsOwn)
    {
        await using var proxy = byAProxyOfItsOwn ? await ProxyProcess.OpenAsync(TwoProviders.AcmeName) : null;
        await using var two = await TwoProviders.OpenAsync(proxy?.Options() ?? [], (string[])[]);
        var (alice, bob, carol) = (await two.Acme.PersonAsync("alice"), await two.Globex.PersonAsync("bob"), await two.Globex.PersonAsync("carol"));
        await InForceAsync(two.Acme, proxy);
        await using var hers = alice.Listen();
        await using var his = bob.Listen();
        var room = await Scene.RoomAsync(alice, bob);
        // Nobody can make another organisation wait: it is refused until he has agreed.
        Assert.Equal(("5.2.1", null), (await alice.SayAsync(room, "hello") is { } hello ? (hello.Code, hello.Seq) : default));
        await his.UntilAsync(s => s.Events.Any(e => e.Header.Type == EventTypes.Notice), "the disclosure");
        var early = await bob.SayAsync(room, "early words");
        await his.UntilAsync(s => early.Code == "5.2.1" || s.Items.Any(i => i.Status is { Code: "5.2.1" } status && status.Event == early.Event), "that it was not taken");
        await bob.SayAsync(room, "yes");
        await hers.UntilTextAsync("yes");
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "welcome")).Code);
        await his.UntilTextAsync("welcome");

        // Globex orders this one: what carol says first is withheld, without its body, and she is told.
        await using var carols = carol.Listen();
        var theirs = await Scene.RoomAsync(carol, alice);
        await carol.SayAsync(theirs, "also early");
        await carols.UntilAsync(s => s.Events.Any(e => e.Header.Type == EventTypes.Notice), "the disclosure");
        await carol.SayAsync(theirs, "YES");
        await hers.UntilTextAsync("YES");

        Assert.Equal(["yes", "welcome", "YES"], hers.Texts);
        var archived = (await two.Acme.AuditAsync()).Texts.ToList();
        Assert.DoesNotContain("early words", archived);
        Assert.DoesNotContain("also early", archived);
        Assert.Equal(2, (await two.Acme.AuditAsync()).OfKind("consent").Count());
    }

    private static async Task InForceAsync(Scene scene, ProxyProcess? proxy)
    {
        using var paula = await OfficerAsync(scene, proxy, "paula");
        using var peter = await OfficerAsync(scene, proxy, "peter");
        var draft = await paula.Policies.DraftAsync("outside", new PolicyDefinition { Kind = "disclosure", Action = "flag", Settings = JsonElement.Parse(Settings) }, null);
        await peter.Policies.ApproveAsync(await paula.Policies.ProposeAsync(draft));
    }

    private static async Task<OcipClient> OfficerAsync(Scene scene, ProxyProcess? proxy, string name)
    {
        if (proxy is not null)
            return new OcipClient(proxy.Server.Address, (await proxy.Office.Admin.CreateTokenAsync(name, new TokenRequest(["policy"]))).Token);
        await scene.Admin.CreateAccountAsync(new AccountRequest(name, name, [new PersonaRequest("work", name)]));
        return new OcipClient(scene.Server.Address, (await scene.Admin.CreateTokenAsync(name, new TokenRequest(["policy"]))).Token);
    }
}
