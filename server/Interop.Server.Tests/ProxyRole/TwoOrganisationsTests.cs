using Dapper;
using Interop.Cli.Verification;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Evidence;
using Microsoft.Data.Sqlite;
using Xunit;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>Two organisations, of which one decides in its own server and the other by a proxy of its own, chat with each other (spec 06, 07).</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class TwoOrganisationsTests : IAsyncLifetime
{
    private const string Card = "my card is 4111 1111 1111 1111";
    private ProxyProcess? proxy;
    private TwoProviders? two;

    private ProxyProcess Proxy => proxy ?? throw new InvalidOperationException("not started");

    private TwoProviders Two => two ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        proxy = await ProxyProcess.OpenAsync(TwoProviders.GlobexName);
        two = await TwoProviders.OpenAsync([], [.. proxy.Options(), "--failure-policy", "queue"]);
    }

    public async Task DisposeAsync()
    {
        await Two.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BothSidesTalk_WhoeverOrdersTheRoom_AndEveryArchiveHasIt(bool acmeIsHub)
    {
        var (alice, bob, hers, his, room) = await TalkAsync(acmeIsHub);
        string[] expected = ["a0", "b0", "a1", "b1", "a2", "b2"];
        foreach (var text in expected)
            Assert.Equal(DecisionCodes.DeliveredArchived.Code, (await (text[0] == 'a' ? alice : bob).SayAsync(room, text)).Code);
        await hers.UntilCountAsync(expected.Length);
        await his.UntilCountAsync(expected.Length);
        Assert.Equal(expected, hers.Texts);
        Assert.Equal(expected, his.Texts);
        Assert.Empty(hers.Faults);
        Assert.Empty(his.Faults);
        await Proxy.AuditAsync();
        foreach (var (scene, other) in new[] { (Two.Acme, Two.Globex), (Two.Globex, Two.Acme) })
        {
            await scene.AuditAsync();
            Assert.Null(await OfflineFaultAsync(scene, other));
        }
    }

    [Fact]
    public async Task ProxyThatIsDown_LetsNothingPass_AndAllComesInOrderOnceItIsBack()
    {
        var (alice, bob, hers, his, room) = await TalkAsync(acmeIsHub: true);
        await Proxy.Server.KillAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(DecisionCodes.DeliveredArchived.Code, (await alice.SayAsync(room, $"a{i}")).Code);
            Assert.Equal(DecisionCodes.AcceptedArchivePending.Code, (await bob.SayAsync(room, $"b{i}")).Code);
        }
        await Pause.Ms(3000);
        Assert.Empty(his.Texts);
        Assert.DoesNotContain(hers.Texts, t => t[0] == 'b');
        await Proxy.RestartAsync();
        await hers.UntilCountAsync(10);
        await his.UntilCountAsync(10);
        Assert.Equal(hers.Texts, his.Texts);
        Assert.Equal(["a0", "a1", "a2", "a3", "a4"], his.Texts.Where(t => t[0] == 'a'));
        Assert.Equal(["b0", "b1", "b2", "b3", "b4"], his.Texts.Where(t => t[0] == 'b'));
        Assert.Empty(hers.Faults);
        Assert.Empty(his.Faults);
        await Two.Acme.AuditAsync();
        await Two.Globex.AuditAsync();
        await Proxy.AuditAsync();
    }

    /// <summary>What the offline check finds in a provider's folder, with the keys that it and the other one publish; and with the keys of the folder.</summary>
    private async Task<string?> OfflineFaultAsync(Scene scene, Scene other)
    {
        using var data = new DataFolder(scene.Server.Data);
        var pins = EvidenceWorld.Pins((other == Two.Acme ? TwoProviders.AcmeName.Value : TwoProviders.GlobexName.Value, await KeysAsync(other)));
        var published = new PinnedKeys((await KeysAsync(scene)).Keys, isPinned: true);
        return new[] { published, PinnedKeys.Load(scene.Server.Data, []) }
            .Select(keys => new ArchiveVerifier(data, keys, null, pins, null).Run(null, default).Fault)
            .FirstOrDefault(fault => fault is not null);
    }

    private static async Task<JsonWebKeySet> KeysAsync(Scene scene)
    {
        using var nobody = new OcipClient(scene.Server.Address, null);
        return await nobody.KeysAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatIsDecidedForColleagues_IsNotToldToOthers(bool acmeIsHub)
    {
        var (alice, bob, hers, _, room) = await TalkAsync(acmeIsHub);
        var carol = await Two.Globex.PersonAsync("carol");
        var toCarol = carol.Listen();
        await (acmeIsHub ? alice : bob).SubmitAsync(Actor.Membership(room, carol.User, "join"));
        await toCarol.UntilAsync(s => s.Events.Count > 0, "the joining");
        await Proxy.Office.Admin.SetHoursAsync(carol.User, new DeliveryHours { Zone = "Etc/UTC", Weekly = [] });
        var said = await bob.SayAsync(room, "carol is not at work");
        await hers.UntilTextAsync("carol is not at work");
        Assert.Empty(toCarol.Texts);
        Assert.DoesNotContain("carol", AttestationOf(Two.Acme, said.Event!.Value), StringComparison.Ordinal);
        if (!acmeIsHub)
            Assert.Equal(("2.1.3", carol.User), (said.Code, Assert.Single(said.Recipients!).User));
        await Proxy.Office.Admin.SetHoursAsync(carol.User, new DeliveryHours { Zone = "Etc/UTC", Weekly = [new WeeklyHours(Compliance.Hours.Calendars.EveryDay, "00:00", "24:00")] });
        await toCarol.UntilTextAsync("carol is not at work");
        Assert.Empty(toCarol.Faults);
        await Proxy.AuditAsync();
        Assert.Null(await OfflineFaultAsync(Two.Globex, Two.Acme));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatWouldHaveToWait_DoesNotLeaveTheOrganisation(bool acmeIsHub)
    {
        var (_, bob, hers, _, room) = await TalkAsync(acmeIsHub);
        await Proxy.Office.Admin.SetDetectorAsync("payment-card", new DetectorRequest(DetectorRequest.Review));
        Assert.Equal("5.1.0", (await bob.SayAsync(room, Card)).Code);
        await Proxy.Office.Admin.SetDetectorAsync("payment-card", new DetectorRequest(DetectorRequest.Redact));
        Assert.Equal("5.1.1", (await bob.SayAsync(room, Card)).Code);
        Assert.Equal("2.0.0", (await bob.SayAsync(room, "no card")).Code);
        await hers.UntilTextAsync("no card");
        Assert.Equal(["no card"], hers.Texts);
    }

    [Fact]
    public async Task WhoWasNotToldOfTheRecording_IsHeardNowhereElse()
    {
        var alice = await Two.Acme.PersonAsync("alice");
        using var bridge = await BridgeActor.OpenAsync(Two.Globex, "xmpp");
        var outsider = await bridge.ContactAsync("eve@xmpp.test");
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        var hers = alice.Listen();
        var early = await bridge.SayAsync(room, outsider, "before");
        Assert.Equal("5.2.0", early.Code);
        Assert.Equal("notKept", (await Two.Globex.Office.Archive.RecordAsync(early.Index!.Value)).BodyAbsent);
        await bridge.TellAsync(room, outsider.User);
        Assert.Equal("2.0.0", (await bridge.SayAsync(room, outsider, "after")).Code);
        await hers.UntilTextAsync("after");
        Assert.Equal(["after"], hers.Texts);
    }

    /// <summary>What others signed of an event, as a provider keeps it.</summary>
    private static string AttestationOf(Scene scene, EventId id)
    {
        using var store = new SqliteConnection($"Data Source={Path.Combine(scene.Server.Data, "ocip.db")};Mode=ReadOnly;Pooling=False");
        return store.QuerySingle<string>("""
            SELECT CAST(a.wire AS TEXT) FROM attestations a JOIN records r ON r.leaf=a.leaf WHERE json_extract(CAST(r.record AS TEXT), '$.event')=@id
            """, new { id = id.Value });
    }

    private async Task<(Actor Alice, Actor Bob, RecordedStream Hers, RecordedStream His, RoomId Room)> TalkAsync(bool acmeIsHub)
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        var (hers, his) = (alice.Listen(), bob.Listen());
        var (first, other, told) = acmeIsHub ? (alice, bob, his) : (bob, alice, hers);
        var room = (await first.Client.CreateRoomAsync(new CreateRoomRequest("group", [other.User], "Project"))).Room;
        await told.UntilAsync(s => s.Events.Count > 0, "the joining");
        return (alice, bob, hers, his, room);
    }
}
