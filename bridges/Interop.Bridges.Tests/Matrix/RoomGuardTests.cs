using System.Text.Json.Nodes;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Matrix.Portals;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>A gated room has one native person in it or the bridge is not; what cannot be read is said to be unreadable.</summary>
[Collection(MatrixTests.Name)]
public sealed class RoomGuardTests(SynapseFixture fixture)
{
    [Fact]
    public async Task GatedRoom_LetsThePersonNeitherInviteNorEncrypt()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var (alice, mallory) = (await stage.PersonAsync("alice"), await stage.PersonAsync("mallory"));
        foreach (var direct in (bool[])[true, false])
        {
            var portal = await stage.OpenAsync(alice, direct, await stage.GhostAsync(direct ? "carol" : "dave"));
            await Assert.ThrowsAsync<InvalidOperationException>(() => alice.InviteAsync(portal.NativeRoom, mallory.Account));
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => alice.Client.SetStateAsync(portal.NativeRoom.Value, "m.room.encryption", "", new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2" }));
        }
    }

    [Fact]
    public async Task GatedRoom_PutsOut_WhomSomebodyElseLetIn()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var (alice, mallory) = (await stage.PersonAsync("alice"), await stage.PersonAsync("mallory"));
        var portal = await stage.OpenAsync(alice, direct: false, await stage.GhostAsync("carol"));
        var earlier = await stage.Connector.SendAsync(stage.Message(portal, stage.Core.GhostOf(new GhostAddress(GhostAddress.Ocip, "carol")), "for alice only"), CancellationToken.None);
        using var http = new HttpClient();
        var bot = new MatrixHomeserverClient(http, fixture.Synapse.BaseUrl, fixture.Settings["asToken"]!, TimeProvider.System, NullLogger.Instance);
        // As an administrator of the homeserver could.
        await bot.InviteAsync(MatrixRoomId.Parse(portal.NativeRoom.Value), MatrixUserId.Parse(mallory.Account.Value), null, CancellationToken.None);
        await MatrixStage.SeesAsync(alice, portal.NativeRoom, m => m is { Text: PortalGuard.PutOutText, Notice: true }, "the notice");
        await Eventually.HoldsFrom(async () => !(await alice.MembersAsync(portal.NativeRoom)).Contains(mallory.Account), "mallory to be out");
        await Assert.ThrowsAsync<InvalidOperationException>(() => mallory.Client.RequestAsync(
            HttpMethod.Get, $"rooms/{Uri.EscapeDataString(portal.NativeRoom.Value)}/event/{Uri.EscapeDataString(earlier.Id!.Value.Value)}", null, CancellationToken.None));
        Assert.Contains(portal.Voice, await alice.MembersAsync(portal.NativeRoom));
    }

    [Fact]
    public async Task DirectChatOfThePersonsMaking_PutsOut_WhomThePersonInvites_IfItMay()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var (alice, mallory) = (await stage.PersonAsync("alice"), await stage.PersonAsync("mallory"));
        var (room, carol) = await BeDirectAsync(stage, alice, preset: "trusted_private_chat");
        await alice.InviteAsync(room, mallory.Account);
        await MatrixStage.SeesAsync(alice, room, m => m is { Text: PortalGuard.PutOutText, Notice: true }, "the notice");
        await Eventually.HoldsFrom(async () => !(await alice.MembersAsync(room)).Contains(mallory.Account), "the other to be out");
        Assert.Contains(carol.Account, await alice.MembersAsync(room));
    }

    [Fact]
    public async Task DirectChatOfThePersonsMaking_IsLeft_WhenThePersonInvitesAnother()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var (alice, mallory) = (await stage.PersonAsync("alice"), await stage.PersonAsync("mallory"));
        var (room, carol) = await BeDirectAsync(stage, alice, preset: "private_chat");
        await alice.InviteAsync(room, mallory.Account);
        await MatrixStage.SeesAsync(alice, room, m => m is { Text: PortalGuard.GateText, Notice: true }, "the notice");
        await Eventually.HoldsFrom(async () => !(await alice.MembersAsync(room)).Contains(carol.Account), "the ghost to leave");
        // The core hears that the portal is no more.
        await stage.Core.NextAsync<InboundMembership>(m => m.Change == MembershipChange.Remove && m.Room == room && m.Subject == carol.Account);
        // Nothing said there reaches the bridge any more.
        await mallory.JoinAsync(room);
        await alice.SayAsync(room, "among us");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        Assert.DoesNotContain(stage.Core.Accepted, e => e is InboundMessage { Text: "among us" });
    }

    [Fact]
    public async Task GatedRoom_IsLookedAt_BeforeTheFirstActSinceTheStart()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var (alice, mallory) = (await stage.PersonAsync("alice"), await stage.PersonAsync("mallory"));
        var (room, carol) = await BeDirectAsync(stage, alice, preset: "private_chat");
        var portal = stage.Core.Portals[room];
        await stage.StopConnectorAsync();
        // The homeserver's events of this are lost, as they would be with a database set back.
        await alice.InviteAsync(room, mallory.Account);
        await fixture.DrainAsync();
        await stage.StartConnectorAgainAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => stage.Connector.SendAsync(stage.Message(portal, carol, "for alice only"), CancellationToken.None));
        Assert.DoesNotContain(await alice.TimelineAsync(room), m => m.Text == "for alice only");
        Assert.Contains(await alice.TimelineAsync(room), m => m is { Text: PortalGuard.GateText, Notice: true });
        await stage.Core.NextAsync<InboundMembership>(m => m.Change == MembershipChange.Remove && m.Subject == carol.Account);
    }

    [Fact]
    public async Task DeclinedPortal_IsALeave()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        alice.Client.JoinsInvites = false;
        var request = MatrixStage.Request(alice, direct: true, await stage.GhostAsync("carol"));
        var opened = await ((IGatedPortals)stage.Connector).OpenAsync(request, CancellationToken.None);
        stage.Core.Portals[opened.Room] = new NativePortal { NativeRoom = opened.Room, Room = MatrixStage.Room, Kind = PortalKind.Gated, Direct = true, Person = alice.Account, Voice = opened.Voice };
        await alice.LeaveAsync(opened.Room);
        await stage.Core.NextAsync<InboundMembership>(m => m.Change == MembershipChange.Leave && m.Subject == alice.Account);
    }

    [Fact]
    public async Task ClosedRoom_IsMadeAnew_WhenItIsAskedForAgain()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var carol = await stage.GhostAsync("carol");
        var portal = await stage.OpenAsync(alice, direct: true, carol);
        await ((IObservedPortals)stage.Connector).LeaveAsync(portal.NativeRoom, CancellationToken.None);
        var again = await stage.OpenAsync(alice, direct: true, carol);
        Assert.NotEqual(portal.NativeRoom, again.NativeRoom);
        await stage.Connector.SendAsync(stage.Message(again, carol, "here again"), CancellationToken.None);
        await MatrixStage.SeesAsync(alice, again.NativeRoom, m => m.Text == "here again", "the message");
    }

    [Fact]
    public async Task OpenAgain_InvitesThePersonWhoHadLeft()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var carol = await stage.GhostAsync("carol");
        var portal = await stage.OpenAsync(alice, direct: true, carol);
        await alice.LeaveAsync(portal.NativeRoom);
        var left = await stage.Core.NextAsync<InboundMembership>(m => m is { Change: MembershipChange.Leave });
        Assert.Equal(alice.Account, left.Subject);
        var again = await stage.OpenAsync(alice, direct: true, carol);
        Assert.Equal(portal.NativeRoom, again.NativeRoom);
    }

    [Fact]
    public async Task ObservedRoom_IsLeftWithNotice_WhenItTurnsEncrypted()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.ObserveAsync(alice, await stage.PersonAsync("bob"));
        await alice.Client.SetStateAsync(portal.NativeRoom.Value, "m.room.encryption", "", new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2" });
        var turned = await stage.Core.NextAsync<InboundMessage>();
        Assert.Contains("cannot be archived in clear", Assert.Single(turned.Fidelity), StringComparison.Ordinal);
        await MatrixStage.SeesAsync(alice, portal.NativeRoom, m => m is { Text: PortalGuard.EncryptedLeaveText, Notice: true }, "the notice");
        await Eventually.HoldsFrom(async () => !(await alice.MembersAsync(portal.NativeRoom)).Contains(portal.Voice), "the bot to leave");
        await stage.Core.NextAsync<InboundMembership>(m => m.Change == MembershipChange.Remove && m.Subject == portal.Voice);
    }

    [Fact]
    public async Task ObservedRoom_RecordsWhatIsUnreadable_WhenSetToStay()
    {
        await using var stage = await MatrixStage.StartAsync(fixture, ("encryptedRooms", "stay"));
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.ObserveAsync(alice, await stage.PersonAsync("bob"));
        await alice.Client.SetStateAsync(portal.NativeRoom.Value, "m.room.encryption", "", new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2" });
        foreach (var ciphertext in (string[])["AwgAEn", "AwgBEn"])
        {
            await alice.Client.SendEventAsync(
                portal.NativeRoom.Value, "m.room.encrypted", new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2", ["ciphertext"] = ciphertext, ["session_id"] = "s" });
        }

        await Eventually.Holds(() => stage.Core.Accepted.OfType<InboundMessage>().Count(m => m.Text == "[encrypted message]") == 2, "both placeholders");
        Assert.All(stage.Core.Accepted.OfType<InboundMessage>(), m => Assert.NotEmpty(m.Fidelity));
        Assert.Single(await alice.TimelineAsync(portal.NativeRoom), m => m is { Text: PortalGuard.EncryptedStayText, Notice: true });
        Assert.Contains(portal.Voice, await alice.MembersAsync(portal.NativeRoom));
    }

    [Fact]
    public async Task LoneEncryptedMessages_DoNotDriveTheBridgeOut()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var (alice, bob) = (await stage.PersonAsync("alice"), await stage.PersonAsync("bob"));
        var portal = await stage.ObserveAsync(alice, bob);
        await bob.Client.SendEventAsync(portal.NativeRoom.Value, "m.room.encrypted", new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2", ["ciphertext"] = "x", ["session_id"] = "s" });
        await alice.Client.SendEventAsync(portal.NativeRoom.Value, "m.room.encryption", new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2" });
        await MatrixStage.SeesAsync(alice, portal.NativeRoom, m => m is { Text: PortalGuard.UnreadableText, Notice: true }, "the notice");
        await alice.SayAsync(portal.NativeRoom, "still archived");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "still archived");
        Assert.Contains(stage.Core.Accepted, e => e is InboundMessage { Text: "[encrypted message]" });
        Assert.Contains(portal.Voice, await alice.MembersAsync(portal.NativeRoom));
    }

    [Fact]
    public async Task Observe_RefusesAnEncryptedRoom()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("secret");
        await alice.Client.SetStateAsync(room.Value, "m.room.encryption", "", new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2" });
        await alice.InviteAsync(room, stage.Connector.Description.Bot);
        await Assert.ThrowsAsync<NativeRefusedException>(() => ((IObservedPortals)stage.Connector).ObserveAsync(room, CancellationToken.None));
        await MatrixStage.SeesAsync(alice, room, m => m.Text == PortalGuard.EncryptedLeaveText, "the notice");
    }

    [Fact]
    public async Task Observe_ResolvesAnAlias_AndRefusesWhatItMayNotEnter()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var alias = $"sales-{alice.Client.UserId[1..alice.Client.UserId.IndexOf(':', StringComparison.Ordinal)]}";
        var made = await alice.Client.RequestAsync(
            HttpMethod.Post, "createRoom", new JsonObject { ["preset"] = "public_chat", ["room_alias_name"] = alias, ["name"] = "Sales", ["topic"] = "Numbers" }, CancellationToken.None);
        var observed = (IObservedPortals)stage.Connector;
        var entered = await observed.ObserveAsync(new NativeRoomId($"#{alias}:hs.test"), CancellationToken.None);
        Assert.Equal(made.GetProperty("room_id").GetString(), entered.Room.Value);
        Assert.Equal(("Sales", "Numbers"), (entered.Name, entered.Topic));
        var closed = await alice.MakeRoomAsync("closed");
        await Assert.ThrowsAsync<NativeRefusedException>(() => observed.ObserveAsync(closed, CancellationToken.None));
        await Assert.ThrowsAsync<NativeRefusedException>(() => observed.ObserveAsync(new NativeRoomId("#nowhere:hs.test"), CancellationToken.None));
        await Assert.ThrowsAsync<NativeRefusedException>(() => observed.ObserveAsync(new NativeRoomId("sales"), CancellationToken.None));
    }

    /// <summary>A direct chat that the person's own client made, as gated portal.</summary>
    private static async Task<(NativeRoomId Room, Ghost Ghost)> BeDirectAsync(MatrixStage stage, MatrixPerson person, string preset)
    {
        var carol = stage.Core.GhostOf(new GhostAddress(GhostAddress.Ocip, "carol"), "Carol");
        var wanted = new JsonObject { ["preset"] = preset, ["is_direct"] = true, ["invite"] = new JsonArray(carol.Account.Value) };
        var room = new NativeRoomId((await person.Client.RequestAsync(HttpMethod.Post, "createRoom", wanted, CancellationToken.None)).GetProperty("room_id").GetString()!);
        await stage.Core.NextAsync<InboundInvite>(i => i.Room == room);
        await ((IAnswersInvites)stage.Connector).AnswerInviteAsync(room, carol.Account, accept: true, CancellationToken.None);
        stage.Core.Portals[room] = new NativePortal { NativeRoom = room, Room = MatrixStage.Room, Kind = PortalKind.Gated, Direct = true, Person = person.Account, Voice = carol.Account };
        stage.Core.GhostsIn[room] = [carol];
        return (room, carol);
    }
}
