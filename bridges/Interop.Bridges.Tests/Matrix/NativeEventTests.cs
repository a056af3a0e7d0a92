using System.Text.Json.Nodes;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>What people do on a real Synapse, and what the core is told of it.</summary>
[Collection(MatrixTests.Name)]
public sealed class NativeEventTests(SynapseFixture fixture)
{
    [Fact]
    public async Task WhatIsNotCarriedYet_IsArchivedAsText_WithANote()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: true, await stage.GhostAsync("carol"));
        var target = (await alice.SayAsync(portal.NativeRoom, "first")).Value;
        (string Type, string Content, string Text)[] acts =
        [
            ("m.room.message", """{"msgtype":"m.image","body":"cat.png","url":"mxc://hs.test/../a","info":{"mimetype":"image/png","size":123}}""", "[image: cat.png]"),
            ("m.room.message", """{"msgtype":"m.file","body":"the numbers","filename":"q3.xlsx","file":{"url":"mxc://hs.test/b"}}""", "[file: q3.xlsx] the numbers"),
            ("m.room.message", """{"msgtype":"m.location","body":"here","geo_uri":"geo:38.7,-9.1"}""", "[location: geo:38.7,-9.1] here"),
            ("m.room.message", """{"msgtype":"com.example.card","body":"a card"}""", "a card"),
            ("m.sticker", """{"body":"thumbs up","url":"https://hs.test/c","info":{}}""", "[sticker: thumbs up]"),
            ("org.matrix.msc3381.poll.start", """{"org.matrix.msc3381.poll.start":{"question":{"org.matrix.msc1767.text":"Lunch?"},"answers":[]}}""", "[poll: Lunch?]"),
            ("m.reaction", $$$"""{"m.relates_to":{"rel_type":"m.annotation","event_id":"{{{target}}}","key":"👍"}}""", "reacted with 👍"),
            ("m.room.encrypted", """{"algorithm":"m.megolm.v1.aes-sha2","ciphertext":"x","session_id":"s"}""", "[encrypted message]"),
        ];
        foreach (var (type, content, text) in acts)
        {
            await alice.Client.SendEventAsync(portal.NativeRoom.Value, type, JsonNode.Parse(content)!);
            var message = await stage.Core.NextAsync<InboundMessage>(m => m.Text == text);
            Assert.NotEmpty(message.Fidelity);
            if (type == "m.reaction")
                Assert.Equal((MessageKind.Emote, target), (message.Kind, message.ReplyTo!.Value.Value));
        }
    }

    [Fact]
    public async Task KindsFormattingAndThreads_AreKept()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: true, await stage.GhostAsync("carol"));
        var room = portal.NativeRoom.Value;
        var root = (await alice.SayAsync(portal.NativeRoom, "plain", "<b>plain</b>")).Value;
        await alice.Client.SendEventAsync(room, "m.room.message", JsonNode.Parse("""{"msgtype":"m.emote","body":"waves"}""")!);
        await alice.Client.SendEventAsync(room, "m.room.message", JsonNode.Parse("""{"msgtype":"m.notice","body":"I am a machine"}""")!);
        await alice.Client.SendEventAsync(room, "m.room.message", JsonNode.Parse(
            $$"""{"m.relates_to":{"m.in_reply_to":{"event_id":"$other"},"rel_type":"m.thread","event_id":"{{root}}","is_falling_back":true},"msgtype":"m.text","body":"in the thread"}""")!);
        var thread = await stage.Core.NextAsync<InboundMessage>(m => m.Text == "in the thread");
        Assert.Equal(root, thread.ReplyTo!.Value.Value);
        Assert.NotEmpty(thread.Fidelity);
        var messages = stage.Core.Accepted.OfType<InboundMessage>().ToList();
        Assert.Equal([MessageKind.Text, MessageKind.Emote, MessageKind.Notice, MessageKind.Text], messages.Select(m => m.Kind));
        Assert.Equal("<b>plain</b>", messages[0].Html);
        Assert.All(messages, m => Assert.Equal("Alice", m.SenderName));
    }

    [Fact]
    public async Task Edit_OfAnothersMessage_IsAMessageOfItsOwn()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var (alice, bob) = (await stage.PersonAsync("alice"), await stage.PersonAsync("bob"));
        var portal = await stage.ObserveAsync(alice, bob);
        var id = await alice.SayAsync(portal.NativeRoom, "I owe you 1");
        stage.Core.Targets[(portal.NativeRoom, id)] = new NativeTarget(id, [], alice.Account, null);
        await bob.EditAsync(portal.NativeRoom, id, "I owe you 1000");
        var forged = await stage.Core.NextAsync<InboundMessage>(m => m.Text == "I owe you 1000");
        Assert.Equal(bob.Account, forged.Sender);
        Assert.NotEmpty(forged.Fidelity);
        Assert.Empty(stage.Core.Accepted.OfType<InboundEdit>());
    }

    [Fact]
    public async Task Membership_TellsJoinsLeavesAndRemovals_AndNoProfileChanges()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var (alice, bob) = (await stage.PersonAsync("alice"), await stage.PersonAsync("bob"));
        var portal = await stage.ObserveAsync(alice);
        var room = portal.NativeRoom;
        await alice.InviteAsync(room, bob.Account);
        await bob.JoinAsync(room);
        await bob.Client.RequestAsync(HttpMethod.Put, $"profile/{Uri.EscapeDataString(bob.Account.Value)}/displayname", new JsonObject { ["displayname"] = "Robert" }, CancellationToken.None);
        await bob.LeaveAsync(room);
        await alice.InviteAsync(room, bob.Account);
        await bob.JoinAsync(room);
        await alice.Client.KickAsync(room.Value, bob.Account.Value, CancellationToken.None);
        bob.Client.JoinsInvites = false;
        await alice.InviteAsync(room, bob.Account);
        await bob.LeaveAsync(room);
        await alice.Client.RequestAsync(HttpMethod.Post, $"rooms/{Uri.EscapeDataString(room.Value)}/ban", new JsonObject { ["user_id"] = bob.Account.Value }, CancellationToken.None);
        await alice.SayAsync(room, "done");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "done");
        Assert.Equal(
            [MembershipChange.Join, MembershipChange.Leave, MembershipChange.Join, MembershipChange.Remove],
            stage.Core.Accepted.OfType<InboundMembership>().Where(m => m.Subject == bob.Account).Select(m => m.Change));
        Assert.Equal(alice.Account, stage.Core.Accepted.OfType<InboundMembership>().Last().Sender);
    }

    [Fact]
    public async Task NameAndTopic_AreTold()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.ObserveAsync(alice);
        await alice.Client.SetStateAsync(portal.NativeRoom.Value, "m.room.name", "", new JsonObject { ["name"] = "Neu 🎉" });
        await alice.Client.SetStateAsync(portal.NativeRoom.Value, "m.room.topic", "", new JsonObject { ["topic"] = "about" });
        await stage.Core.NextAsync<InboundRoomProfile>(p => p is { Name: "Neu 🎉", Topic: null });
        await stage.Core.NextAsync<InboundRoomProfile>(p => p is { Name: null, Topic: "about" });
        // And the other way.
        var group = await stage.OpenAsync(alice, direct: false, await stage.GhostAsync("carol"));
        var profile = new NativeRoomProfile
        {
            Portal = group, Sender = group.Voice, SenderKind = SenderKind.Bot, SenderName = "", CreatedAt = TimeProvider.System.GetUtcNow(), Name = "Renamed", Topic = "t",
            Key = TransactionKey.Of(group.Voice, "profile", group.NativeRoom),
        };
        Assert.NotNull((await ((ISetsRoomProfile)stage.Connector).SendRoomProfileAsync(profile, CancellationToken.None)).Id);
        var name = await alice.Client.RequestAsync(HttpMethod.Get, $"rooms/{Uri.EscapeDataString(group.NativeRoom.Value)}/state/m.room.name", null, CancellationToken.None);
        Assert.Equal("Renamed", name.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Retraction_ByAModerator_NamesTheModerator_AndItsReason()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var (alice, bob) = (await stage.PersonAsync("alice"), await stage.PersonAsync("bob"));
        var portal = await stage.ObserveAsync(alice, bob);
        var id = await bob.SayAsync(portal.NativeRoom, "rude");
        await alice.Client.RequestAsync(
            HttpMethod.Put, $"rooms/{Uri.EscapeDataString(portal.NativeRoom.Value)}/redact/{Uri.EscapeDataString(id.Value)}/txn1", new JsonObject { ["reason"] = "tone" }, CancellationToken.None);
        var retraction = await stage.Core.NextAsync<InboundRetraction>();
        Assert.Equal((alice.Account, id, "tone"), (retraction.Sender, retraction.Target, retraction.Reason));
    }

    [Fact]
    public async Task RoomsOfOlderVersions_RedactAtTheTopLevel()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var made = await alice.Client.RequestAsync(
            HttpMethod.Post, "createRoom", new JsonObject { ["room_version"] = "9", ["invite"] = new JsonArray(stage.Connector.Description.Bot.Value) }, CancellationToken.None);
        var room = new NativeRoomId(made.GetProperty("room_id").GetString()!);
        await ((IObservedPortals)stage.Connector).ObserveAsync(room, CancellationToken.None);
        var id = await alice.SayAsync(room, "oops");
        await alice.RetractAsync(room, id);
        Assert.Equal(id, (await stage.Core.NextAsync<InboundRetraction>()).Target);
    }

    [Fact]
    public async Task DirectChat_WhosePortalIsNotThereYet_SaysWithWhom()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var bob = stage.Core.GhostOf(new GhostAddress("xmpp", "bob@xmpp.test"), "Bob");
        Assert.Equal("@ocip_xmpp_bob=40xmpp.test:hs.test", bob.Account.Value);
        var room = await alice.StartDirectAsync(bob.Account);
        var invite = await stage.Core.NextAsync<InboundInvite>(i => i.Room == room);
        Assert.True(invite.Direct);
        Assert.Equal(bob.Account, invite.Invited);
        await ((IAnswersInvites)stage.Connector).AnswerInviteAsync(room, invite.Invited, accept: true, CancellationToken.None);
        await alice.SayAsync(room, "hello");
        Assert.Equal(bob.Account, (await stage.Core.NextAsync<InboundMessage>()).DirectWith);
    }

    [Fact]
    public async Task WhatWasSaid_BetweenInvitationAndJoining_IsNotLost_AndInOrder()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Core.GhostOf(new GhostAddress(GhostAddress.Ocip, "carol"));
        var room = await alice.StartDirectAsync(carol.Account);
        for (var i = 0; i < 120; i++)
            await alice.SayAsync(room, $"{i}");
        await stage.Core.NextAsync<InboundInvite>(i => i.Room == room);
        Assert.Empty(stage.Core.Accepted.OfType<InboundMessage>());
        var answer = ((IAnswersInvites)stage.Connector).AnswerInviteAsync(room, carol.Account, accept: true, CancellationToken.None);
        for (var i = 120; i < 125; i++)
            await alice.SayAsync(room, $"{i}");
        await answer;
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "124");
        Assert.Equal(Enumerable.Range(0, 125).Select(i => $"{i}"), stage.Core.Accepted.OfType<InboundMessage>().Select(m => m.Text));
        Assert.All(stage.Core.Accepted.OfType<InboundMessage>(), m => Assert.Equal(carol.Account, m.DirectWith));
    }

    [Fact]
    public async Task DeclinedInvitation_IsSeenToBeDeclined()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Core.GhostOf(new GhostAddress(GhostAddress.Ocip, "carol"));
        var room = await alice.StartDirectAsync(carol.Account);
        await stage.Core.NextAsync<InboundInvite>(i => i.Room == room);
        await ((IAnswersInvites)stage.Connector).AnswerInviteAsync(room, carol.Account, accept: false, CancellationToken.None);
        var members = await alice.Client.RequestAsync(HttpMethod.Get, $"rooms/{Uri.EscapeDataString(room.Value)}/members?not_membership=join", null, CancellationToken.None);
        Assert.Contains(members.GetProperty("chunk").EnumerateArray(), m => m.GetProperty("content").GetProperty("membership").GetString() == "leave");
    }
}
