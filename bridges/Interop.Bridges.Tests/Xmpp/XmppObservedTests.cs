using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>Observed rooms on a real Prosody: people of the network among themselves, the bridge and ghosts among them.</summary>
public sealed class XmppObservedTests
{
    [Fact]
    public async Task Bot_IsInvitedThroughTheRoom_TheInviterIsKnownByAccount()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt", new() { ["muc#roomconfig_whois"] = "anyone", ["muc#roomconfig_membersonly"] = "1" });
        await alice.InviteAsync(room, stage.Connector.Description.Bot);
        var invite = await stage.Core.NextAsync<InboundInvite>();
        Assert.Equal((room, alice.Account, stage.Connector.Description.Bot), (invite.Room, invite.Sender, invite.Invited));
        var entered = await stage.Connector.ObserveAsync(room, default);
        Assert.Equal("Projekt", entered.Name);
        Assert.Equal(alice.Account, Assert.Single(entered.Members).Account);
    }

    [Fact]
    public async Task Bot_IsInvitedDirectly()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        await alice.Client.WriteAsync(new XElement(
            XName.Get("message", "jabber:client"), new XAttribute("to", XmppHarness.Domain), new XElement(XName.Get("x", "jabber:x:conference"), new XAttribute("jid", room.Value))));
        var invite = await stage.Core.NextAsync<InboundInvite>();
        Assert.Equal((room, alice.Account, false), (invite.Room, invite.Sender, invite.Direct));
    }

    [Fact]
    public async Task Ghost_IsInvited_TheCoreHearsWho()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        await stage.ObserveAsync(room);
        await alice.InviteAsync(room, stage.Ghost("carol").Account);
        var invite = await stage.Core.NextAsync<InboundInvite>();
        Assert.Equal((stage.Ghost("carol").Account, alice.Account), (invite.Invited, invite.Sender));
        await stage.Connector.ShowGhostAsync(stage.Ghost("carol", "Carol"), default);
        await stage.Connector.AnswerInviteAsync(room, invite.Invited, accept: true, default);
        await Eventually.Holds(() => alice.Occupants(room).ContainsKey("Carol"), "Carol");
        await alice.InviteAsync(room, stage.Ghost("dave").Account);
        await stage.Core.NextAsync<InboundInvite>(i => i.Invited == stage.Ghost("dave").Account);
        await stage.Connector.AnswerInviteAsync(room, stage.Ghost("dave").Account, accept: false, default);
        await alice.Client.Stanzas.WaitAsync(s => s.Name == "message" && s.ToString().Contains("<decline", StringComparison.Ordinal), TimeSpan.FromSeconds(60), "the refusal", default);
    }

    [Fact]
    public async Task Ghost_IsInvitedIntoANewRoom_ItComesWithTheBridge()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        await alice.InviteAsync(room, stage.Ghost("carol").Account);
        var invite = await stage.Core.NextAsync<InboundInvite>();
        await stage.Connector.AnswerInviteAsync(room, invite.Invited, accept: true, default);
        var entered = await stage.Connector.ObserveAsync(room, default);
        Assert.Equal(alice.Account, Assert.Single(entered.Members).Account);
        await Eventually.Holds(() => alice.Occupants(room).ContainsValue(stage.Ghost("carol").Account), "Carol");
    }

    [Fact]
    public async Task Bot_IsPutOut_AndTheCoreEndsThePortal_TheGhostsGoToo()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        await stage.ObserveAsync(room, stage.Ghost("carol"));
        await XmppTenThingsTests.KickAsync(alice, room, "Bridge");
        await stage.Core.NextAsync<InboundMembership>(m => m.Subject == stage.Connector.Description.Bot);
        stage.Core.Portals.TryRemove(room, out _);
        await Eventually.Holds(() => alice.Occupants(room).Count == 1, "the ghosts to go");
        // What is said now is not for the archive, also when the bridge is asked in again later.
        await alice.SayAsync(room, "unobserved");
        await alice.InviteAsync(room, stage.Connector.Description.Bot);
        await stage.Core.NextAsync<InboundInvite>();
        await stage.ObserveAsync(room);
        await alice.SayAsync(room, "observed");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "observed");
        Assert.Equal(["observed"], stage.Texts(room));
    }

    [Fact]
    public async Task Bot_IsPutOut_AndAskedInAgainAtOnce_WhatWasSaidMeanwhileIsNotFetched()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        await stage.ObserveAsync(room);
        await alice.SayAsync(room, "observed");
        await stage.Core.NextAsync<InboundMessage>();
        await XmppTenThingsTests.KickAsync(alice, room, "Bridge");
        await stage.Core.NextAsync<InboundMembership>(m => m.Subject == stage.Connector.Description.Bot);
        await alice.SayAsync(room, "unobserved");
        stage.Core.Portals.TryRemove(room, out _);
        await alice.InviteAsync(room, stage.Connector.Description.Bot);
        await stage.Core.NextAsync<InboundInvite>();
        await stage.ObserveAsync(room);
        await alice.SayAsync(room, "observed again");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "observed again");
        Assert.Equal(["observed", "observed again"], stage.Texts(room));
    }

    [Theory]
    [InlineData("nowhere@conference.xmpp.test")]
    [InlineData("nowhere@no-such-service.test")]
    [InlineData("alice@xmpp.test/x")]
    public async Task NoSuchRoom_IsRefused_AndNotMade(string room)
    {
        await using var stage = await XmppStage.StartAsync();
        await Assert.ThrowsAsync<NativeRefusedException>(() => stage.Connector.ObserveAsync(new NativeRoomId(room), default));
        await Assert.ThrowsAsync<NativeRefusedException>(() => stage.Connector.ObserveAsync(new NativeRoomId(room), default));
    }

    [Fact]
    public async Task MembersOnlyRoom_WithoutInvitation_IsRefused()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt", new() { ["muc#roomconfig_membersonly"] = "1" });
        var refused = await Assert.ThrowsAsync<NativeRefusedException>(() => stage.Connector.ObserveAsync(room, default));
        Assert.Contains("only members", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task History_BeforeTheBridgeCame_IsNotTaken(bool heard)
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        await alice.SayAsync(room, "private, before");
        await stage.ObserveAsync(room, stage.Ghost("carol"));
        if (heard)
        {
            await alice.SayAsync(room, "heard");
            await stage.Core.NextAsync<InboundMessage>(m => m.Text == "heard");
        }
        // Reading on after an outage goes back a little, so that nothing is missed: not behind the beginning.
        await stage.StopConnectorAsync();
        await alice.SayAsync(room, "missed");
        await stage.StartConnectorAsync();
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "missed");
        Assert.Equal(heard ? ["heard", "missed"] : ["missed"], stage.Texts(room));
    }

    [Fact]
    public async Task People_ComeAndGo_LeavingCountsAfterAWhile()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var bob = await stage.PersonAsync("bob");
        var room = await alice.MakeRoomAsync("Projekt");
        await stage.ObserveAsync(room);
        await bob.Client.JoinAsync(room.Value, "bob");
        var joined = await stage.Core.NextAsync<InboundMembership>();
        Assert.Equal((bob.Account, MembershipChange.Join), (joined.Subject, joined.Change));
        // Away for less than the delay (1 s here): nothing happened.
        await bob.Client.LeaveAsync(room.Value, "bob");
        await bob.Client.JoinAsync(room.Value, "bob");
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.Single(stage.Core.Accepted.OfType<InboundMembership>());
        await bob.Client.LeaveAsync(room.Value, "bob");
        var left = await stage.Core.NextAsync<InboundMembership>(m => m.Change == MembershipChange.Leave);
        Assert.Equal((bob.Account, bob.Account), (left.Subject, left.Sender));
    }

    [Fact]
    public async Task Person_IsPutOut_CountsAtOnce_AndSaysByWhom()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var bob = await stage.PersonAsync("bob");
        var room = await alice.MakeRoomAsync("Projekt");
        await bob.Client.JoinAsync(room.Value, "bob");
        await stage.ObserveAsync(room);
        await XmppTenThingsTests.KickAsync(alice, room, "bob");
        var removed = await stage.Core.NextAsync<InboundMembership>();
        Assert.Equal((bob.Account, alice.Account, MembershipChange.Remove), (removed.Subject, removed.Sender, removed.Change));
    }

    [Fact]
    public async Task MembersOnlyRoom_GoingOffline_IsNotLeaving()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var bob = await stage.PersonAsync("bob");
        var room = await alice.MakeRoomAsync("Projekt", new() { ["muc#roomconfig_whois"] = "anyone", ["muc#roomconfig_membersonly"] = "1" });
        await alice.InviteAsync(room, bob.Account);
        await bob.JoinAsync(room);
        await alice.InviteAsync(room, stage.Connector.Description.Bot);
        await stage.Core.NextAsync<InboundInvite>();
        await stage.ObserveAsync(room);
        await bob.LeaveAsync(room);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.Empty(stage.Core.Accepted.OfType<InboundMembership>());
    }

    [Fact]
    public async Task WhoCameAndWentDuringAnOutage_IsFound()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var bob = await stage.PersonAsync("bob");
        var carl = await stage.PersonAsync("carl");
        var room = await alice.MakeRoomAsync("Projekt");
        await bob.Client.JoinAsync(room.Value, "bob");
        await stage.ObserveAsync(room);
        await stage.StopConnectorAsync();
        await bob.LeaveAsync(room);
        await carl.Client.JoinAsync(room.Value, "carl");
        await stage.StartConnectorAsync();
        var joined = await stage.Core.NextAsync<InboundMembership>(m => m.Change == MembershipChange.Join);
        var left = await stage.Core.NextAsync<InboundMembership>(m => m.Change == MembershipChange.Leave);
        Assert.Equal((carl.Account, bob.Account), (joined.Subject, left.Subject));
        Assert.Equal(2, stage.Core.Accepted.OfType<InboundMembership>().Count());
    }

    [Theory]
    [InlineData("none")]
    [InlineData("outcast")]
    public async Task Ghost_IsPutOut_ItIsMirrored_AndItDoesNotComeBack(string how)
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol", "Carol");
        var room = await alice.MakeRoomAsync("Projekt");
        var portal = await stage.ObserveAsync(room, carol);
        if (how == "none")
            await XmppTenThingsTests.KickAsync(alice, room, "Carol");
        else
            await AffiliateAsync(alice, room, carol.Account, how);
        var removed = await stage.Core.NextAsync<InboundMembership>();
        Assert.Equal((carol.Account, alice.Account, MembershipChange.Remove), (removed.Subject, removed.Sender, removed.Change));
        await Assert.ThrowsAsync<NativeRefusedException>(() => stage.SayAsync(portal, carol, "let me in"));
        Assert.DoesNotContain(carol.Account, alice.Occupants(room).Values);
        if (how != "none")
            return;
        // Asked in again by somebody who may: then it does.
        await stage.JoinAsync(portal, carol);
        await stage.SayAsync(portal, carol, "back");
        await alice.Client.WaitForTextAsync("back", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task RoomThatHidesAccounts_SendersAreKnownByNickname_AndThatIsNoted()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt", new() { ["muc#roomconfig_whois"] = "moderators" });
        var entered = await stage.Connector.ObserveAsync(room, default);
        stage.Core.Portals[room] = new NativePortal { NativeRoom = room, Room = XmppStage.Room, Kind = PortalKind.Observed, Direct = false, Voice = entered.Voice };
        await alice.SayAsync(room, "who am I");
        var message = await stage.Core.NextAsync<InboundMessage>();
        Assert.Equal(Assert.Single(entered.Members).Account, message.Sender);
        Assert.StartsWith($"{room}/", message.Sender.Value, StringComparison.Ordinal);
        Assert.Equal("alice", message.SenderName);
        Assert.Contains("does not show accounts", Assert.Single(message.Fidelity), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edits_AreOnlyThoseOfTheSameSender()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var mallory = await stage.PersonAsync("mallory");
        var room = await alice.MakeRoomAsync("Projekt");
        await mallory.Client.JoinAsync(room.Value, "mallory");
        await stage.ObserveAsync(room);
        var id = await alice.Client.SendAsync(room.Value, "I agree", groupChat: true);
        var message = await stage.Core.NextAsync<InboundMessage>(m => m.Text == "I agree");
        stage.Remember(message);
        await mallory.Client.EditAsync(room.Value, id, "I disagree", groupChat: true);
        var forged = await stage.Core.NextAsync<InboundMessage>(m => m.Text == "I disagree");
        Assert.Equal(mallory.Account, forged.Sender);
        Assert.Contains("somebody else", Assert.Single(forged.Fidelity), StringComparison.Ordinal);
        await alice.Client.EditAsync(room.Value, id, "I do agree", groupChat: true);
        var edit = await stage.Core.NextAsync<InboundEdit>();
        Assert.Equal((message.Id, "I do agree", alice.Account), (edit.Target, edit.Text, edit.Sender));
    }

    [Fact]
    public async Task Retractions_AreOnlyThoseOfTheSameSender()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var mallory = await stage.PersonAsync("mallory");
        var room = await alice.MakeRoomAsync("Projekt");
        await mallory.Client.JoinAsync(room.Value, "mallory");
        await stage.ObserveAsync(room);
        var id = await alice.SayAsync(room, "evidence");
        stage.Remember(await stage.Core.NextAsync<InboundMessage>());
        await mallory.RetractAsync(room, id);
        var forged = await stage.Core.NextAsync<InboundMessage>(m => m.Sender == mallory.Account);
        Assert.Equal("[took a message back]", forged.Text);
        await alice.RetractAsync(room, id);
        Assert.Equal(id, (await stage.Core.NextAsync<InboundRetraction>()).Target);
    }

    [Fact]
    public async Task Subject_IsCarriedBothWays_AndIsNoNewsWhenItIsOurs()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt", new() { ["muc#roomconfig_whois"] = "anyone", ["muc#roomconfig_changesubject"] = "1" });
        await SubjectAsync(alice, room, "old");
        var entered = await stage.Connector.ObserveAsync(room, default);
        Assert.Equal("old", entered.Topic);
        var portal = new NativePortal { NativeRoom = room, Room = XmppStage.Room, Kind = PortalKind.Observed, Direct = false, Voice = entered.Voice };
        stage.Core.Portals[room] = portal;
        await SubjectAsync(alice, room, "new");
        var change = await stage.Core.NextAsync<InboundRoomProfile>();
        Assert.Equal(("new", alice.Account), (change.Topic, change.Sender));
        var sent = await stage.Connector.SendRoomProfileAsync(Profile(stage, portal, null, "ours"), default);
        Assert.Empty(sent.Fidelity);
        await Eventually.Holds(() => alice.Client.Stanzas.All.Any(s => s.Type == "groupchat" && s.Xml.Element(XName.Get("subject", "jabber:client"))?.Value == "ours"), "the subject");
        await alice.SayAsync(room, "end");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "end");
        Assert.Single(stage.Core.Accepted.OfType<InboundRoomProfile>());
        // The bridge is no owner here: the name it cannot change, and says so.
        Assert.Contains("name could not be changed", Assert.Single((await stage.Connector.SendRoomProfileAsync(Profile(stage, portal, "Other", null), default)).Fidelity), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_ChangedByTheOwner_IsTold()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        await stage.ObserveAsync(room);
        await ConfigureAsync(alice, room, "muc#roomconfig_roomname", "Projekt 2");
        Assert.Equal("Projekt 2", (await stage.Core.NextAsync<InboundRoomProfile>()).Name);
    }

    [Fact]
    public async Task RoomIsClosed_TheBridgeSaysSo_AndMakesNoNewOne()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol");
        var room = await alice.MakeRoomAsync("Projekt");
        var portal = await stage.ObserveAsync(room, carol);
        await alice.Client.QueryAsync("set", room.Value, new XElement(XName.Get("query", "http://jabber.org/protocol/muc#owner"), new XElement(XName.Get("destroy", "http://jabber.org/protocol/muc#owner"))));
        var removed = await stage.Core.NextAsync<InboundMembership>(m => m.Subject == stage.Connector.Description.Bot);
        Assert.Equal(MembershipChange.Remove, removed.Change);
        await Assert.ThrowsAsync<NativeRefusedException>(() => stage.SayAsync(portal, carol, "anybody?"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => alice.Client.QueryAsync("get", room.Value, new XElement(XName.Get("query", "http://jabber.org/protocol/disco#info"))));
    }

    [Fact]
    public async Task PrivateMessageInARoom_ReachesTheGhost_AndSaysSo()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol", "Carol");
        var room = await alice.MakeRoomAsync("Projekt");
        await stage.ObserveAsync(room, carol);
        await alice.Client.SendAsync($"{room}/Carol", "psst");
        var message = await stage.Core.NextAsync<InboundMessage>();
        Assert.Equal((alice.Account, carol.Account, "psst"), (message.Sender, message.DirectWith, message.Text));
        Assert.Equal($"{alice.Account} {carol.Account}", message.Room.Value);
        Assert.Contains("privately", Assert.Single(message.Fidelity), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongTexts_PassBothWays()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol");
        var room = await alice.MakeRoomAsync("Projekt");
        var portal = await stage.ObserveAsync(room, carol);
        var text = string.Concat(Enumerable.Repeat("日本語 & 👋 ", 1800));
        Assert.True(System.Text.Encoding.UTF8.GetByteCount(text) > 30_000);
        var ascii = new string('&', 30 * 1024);
        await stage.SayAsync(portal, carol, text);
        await alice.Client.WaitForTextAsync(text, TimeSpan.FromSeconds(60));
        await stage.SayAsync(portal, carol, ascii);
        await alice.Client.WaitForTextAsync(ascii, TimeSpan.FromSeconds(60));
        await alice.SayAsync(room, text);
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == text);
        await alice.SayAsync(room, ascii);
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == ascii);
    }

    [Fact]
    public async Task ReactionInARoom_IsKeptAsText()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        await stage.ObserveAsync(room);
        XNamespace reactions = "urn:xmpp:reactions:0";
        await alice.SendAsync(room, new XElement(reactions + "reactions", new XAttribute("id", "x"), new XElement(reactions + "reaction", "👍")));
        await alice.SendAsync(room, new XElement(XName.Get("composing", "http://jabber.org/protocol/chatstates")));
        await alice.SayAsync(room, "end");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "end");
        Assert.Equal(["[reacted: 👍]", "end"], stage.Texts(room));
    }

    [Fact]
    public async Task TooDeepAMessage_IsSaidToBeMissing_AndCostsNothingElse()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        await stage.ObserveAsync(room);
        var deep = new XElement("a");
        for (var i = 0; i < 60; i++)
            deep = new XElement(XName.Get("a", "urn:example"), deep);
        await alice.SendAsync(room, new XElement(XName.Get("body", "jabber:client"), "hidden in depth"), deep);
        await alice.SayAsync(room, "end");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "end");
        var missing = stage.Core.Accepted.OfType<InboundMessage>().First();
        Assert.Equal((alice.Account, "[message left out]"), (missing.Sender, missing.Text));
        Assert.Contains("nested", Assert.Single(missing.Fidelity), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leave_TakesEverybodyOut()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        await stage.ObserveAsync(room, stage.Ghost("carol"), stage.Ghost("dave"));
        await stage.Connector.LeaveAsync(room, default);
        await Eventually.Holds(() => alice.Occupants(room).Count == 1, "everybody to be out");
        Assert.Empty(stage.Core.Accepted.OfType<InboundMembership>());
    }

    private static NativeRoomProfile Profile(XmppStage stage, NativePortal portal, string? name, string? topic) => new()
    {
        Portal = portal, Sender = portal.Voice, SenderKind = SenderKind.Bot, SenderName = "", Key = stage.NextKey(portal.Voice, portal), CreatedAt = default, Name = name, Topic = topic,
    };

    private static Task SubjectAsync(XmppPerson person, NativeRoomId room, string subject) => person.Client.WriteAsync(new XElement(
        XName.Get("message", "jabber:client"), new XAttribute("to", room.Value), new XAttribute("type", "groupchat"), new XElement(XName.Get("subject", "jabber:client"), subject)));

    internal static Task AffiliateAsync(XmppPerson owner, NativeRoomId room, NativeUserId account, string affiliation) => owner.Client.QueryAsync(
        "set", room.Value,
        new XElement(XName.Get("query", "http://jabber.org/protocol/muc#admin"), new XElement(XName.Get("item", "http://jabber.org/protocol/muc#admin"), new XAttribute("jid", account.Value), new XAttribute("affiliation", affiliation))));

    private static async Task ConfigureAsync(XmppPerson owner, NativeRoomId room, string name, string value)
    {
        XNamespace form = "jabber:x:data";
        await owner.Client.QueryAsync(
            "set", room.Value,
            new XElement(
                XName.Get("query", "http://jabber.org/protocol/muc#owner"),
                new XElement(
                    form + "x", new XAttribute("type", "submit"),
                    new XElement(form + "field", new XAttribute("var", "FORM_TYPE"), new XElement(form + "value", "http://jabber.org/protocol/muc#roomconfig")),
                    new XElement(form + "field", new XAttribute("var", name), new XElement(form + "value", value)))));
    }
}
