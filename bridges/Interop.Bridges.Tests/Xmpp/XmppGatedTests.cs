using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>Gated rooms and direct chats on a real Prosody: one person alone with ghosts.</summary>
public sealed class XmppGatedTests
{
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Room_IsForOnePersonAndGhosts_Alone()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var mallory = await stage.PersonAsync("mallory");
        var (carol, dave) = (stage.Ghost("carol", "Carol"), stage.Ghost("dave", "Dave"));
        var portal = await stage.OpenAsync(alice, direct: false, carol, dave);
        Assert.Equal(
            new[] { alice.Account, carol.Account, dave.Account, stage.Connector.Description.Bot }.Select(a => a.Value).Order(StringComparer.Ordinal),
            alice.Occupants(portal.NativeRoom).Values.Select(a => a.Value).Order(StringComparer.Ordinal));
        await Assert.ThrowsAsync<InvalidOperationException>(() => mallory.Client.JoinAsync(portal.NativeRoom.Value, "mallory"));
        // Invited both ways, so that every client shows it; and a member cannot let others in.
        Assert.Contains(alice.Client.Stanzas.All, s => s.InvitedTo == portal.NativeRoom.Value && s.FromBare == XmppHarness.Domain);
        Assert.Contains(alice.Client.Stanzas.All, s => s.InvitedTo == portal.NativeRoom.Value && s.FromBare == portal.NativeRoom.Value);
        await alice.InviteAsync(portal.NativeRoom, mallory.Account);
        await Assert.ThrowsAsync<InvalidOperationException>(() => mallory.Client.JoinAsync(portal.NativeRoom.Value, "mallory2"));
        Assert.Empty(stage.Core.Accepted.OfType<InboundMembership>());
    }

    [Fact]
    public async Task SomebodyElseGetsIn_TheRoomIsClosed_AndMadeAgainForThePersonAlone()
    {
        await using var stage = await XmppStage.StartAsync(admins: ["root@xmpp.test"]);
        var alice = await stage.PersonAsync("alice");
        var root = await stage.PersonAsync("root");
        var carol = stage.Ghost("carol", "Carol");
        var portal = await stage.OpenAsync(alice, direct: false, carol);
        await stage.SayAsync(portal, carol, "for alice");
        await alice.Client.WaitForTextAsync("for alice", Max);
        root.Client.JoinsInvites = false;
        // An administrator of the server owns every room: nobody can keep them out, or put them out.
        await root.Client.JoinAsync(portal.NativeRoom.Value, "root");
        var ended = await stage.Core.NextAsync<InboundMembership>();
        Assert.Equal((portal.Voice, portal.NativeRoom, MembershipChange.Remove), (ended.Subject, ended.Room, ended.Change));
        var closed = await alice.Client.Stanzas.WaitAsync(s => s.From == $"{portal.NativeRoom}/alice" && s.Type == "unavailable", Max, "the end", default);
        Assert.Contains("Somebody else came into this room", closed.ToString(), StringComparison.Ordinal);
        // Nothing is said there any more, and it is no failure of the message: the core opens another room.
        await Assert.ThrowsAsync<IOException>(() => stage.SayAsync(portal, carol, "too late"));
        stage.Core.Portals.TryRemove(portal.NativeRoom, out _);
        var next = await stage.OpenAsync(alice, direct: false, generation: 1, carol);
        Assert.NotEqual(portal.NativeRoom, next.NativeRoom);
        await stage.SayAsync(next, carol, "for alice alone");
        await alice.Client.WaitForTextAsync("for alice alone", Max);
        Assert.DoesNotContain(root.Messages(next.NativeRoom), m => m.Body is not null);
        Assert.Single(stage.Core.Accepted.OfType<InboundMembership>());
    }

    [Fact]
    public async Task SomebodyElseGetsIn_WhoCanBePutOut_IsPutOut()
    {
        await using var stage = await XmppStage.StartAsync(admins: ["root@xmpp.test"]);
        var alice = await stage.PersonAsync("alice");
        var root = await stage.PersonAsync("root");
        var mallory = await stage.PersonAsync("mallory");
        var carol = stage.Ghost("carol", "Carol");
        var portal = await stage.OpenAsync(alice, direct: false, carol);
        mallory.Client.JoinsInvites = false;
        // The administrator makes somebody a member, without going in.
        await XmppObservedTests.AffiliateAsync(root, portal.NativeRoom, mallory.Account, "member");
        await mallory.Client.JoinAsync(portal.NativeRoom.Value, "mallory");
        await mallory.Client.Stanzas.WaitAsync(s => s.Name == "presence" && s.Type == "unavailable" && s.HasStatus("307"), Max, "the kick", default);
        var told = await stage.Core.NextAsync<InboundMembership>();
        Assert.Equal((mallory.Account, MembershipChange.Join), (told.Subject, told.Change));
        await Eventually.Holds(() => !alice.Occupants(portal.NativeRoom).ContainsKey("mallory"), "mallory to be out");
        await mallory.Client.WriteAsync(new XElement(
            XName.Get("presence", "jabber:client"), new XAttribute("to", $"{portal.NativeRoom}/mallory2"), new XElement(XName.Get("x", "http://jabber.org/protocol/muc"))));
        await mallory.Client.Stanzas.WaitAsync(s => s.Name == "presence" && s.Type == "error" && s.FromBare == portal.NativeRoom.Value, Max, "the refusal", default);
        await stage.SayAsync(portal, carol, "for alice");
        await alice.Client.WaitForTextAsync("for alice", Max);
        Assert.DoesNotContain(mallory.Client.Stanzas.All, s => s.Body == "for alice");
    }

    [Fact]
    public async Task RoomThatIsGone_IsMadeAgain()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol", "Carol");
        var portal = await stage.OpenAsync(alice, direct: false, carol);
        await stage.StopConnectorAsync();
        await stage.Harness.Server.LoseRoomsAsync();
        await using var again = await stage.Harness.LoginAsync("alice");
        await stage.StartConnectorAsync();
        await again.Stanzas.WaitAsync(s => s.InvitedTo == portal.NativeRoom.Value, Max, "a new invitation", default);
        await again.Stanzas.WaitAsync(s => s.Name == "presence" && s.FromBare == portal.NativeRoom.Value && s.HasStatus("110"), Max, "entry", default);
        await stage.SayAsync(portal, carol, "hello again");
        await again.WaitForTextAsync("hello again", Max);
    }

    [Fact]
    public async Task Person_IsRemovedAndComesBack()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol", "Carol");
        var portal = await stage.OpenAsync(alice, direct: false, carol);
        var change = new NativeMembership
        {
            Portal = portal, Sender = portal.Voice, SenderKind = SenderKind.Bot, SenderName = "", CreatedAt = default, Key = stage.NextKey(alice.Account, portal),
            Subject = alice.Account, SubjectName = "alice", SubjectIsGhost = false, Change = MembershipChange.Remove,
        };
        await stage.Connector.SendMembershipAsync(change, default);
        await alice.Client.Stanzas.WaitAsync(s => s.Name == "presence" && s.Type == "unavailable" && s.HasStatus("110"), Max, "the removal", default);
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await using var other = await stage.Harness.LoginAsync("alice");
            await other.JoinAsync(portal.NativeRoom.Value, "alice");
        });
        await stage.Connector.SendMembershipAsync(change with { Change = MembershipChange.Join, Key = stage.NextKey(alice.Account, portal) }, default);
        await Eventually.Holds(() => alice.Client.Stanzas.All.Count(s => s.InvitedTo == portal.NativeRoom.Value) >= 4, "a new invitation");
    }

    [Fact]
    public async Task WhatThePersonSaidDuringAnOutage_IsFetched()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol", "Carol");
        var portal = await stage.OpenAsync(alice, direct: false, carol);
        await alice.SayAsync(portal.NativeRoom, "before");
        await stage.Core.NextAsync<InboundMessage>();
        await stage.StopConnectorAsync();
        await alice.SayAsync(portal.NativeRoom, "meanwhile");
        await stage.StartConnectorAsync();
        var message = await stage.Core.NextAsync<InboundMessage>(m => m.Text == "meanwhile");
        Assert.Equal(alice.Account, message.Sender);
        Assert.Equal(["before", "meanwhile"], stage.Texts(portal.NativeRoom));
    }

    [Fact]
    public async Task SentBeforeACrash_IsKnownFromTheHistory_AndNotSentAgain()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol", "Carol");
        var portal = await stage.OpenAsync(alice, direct: false, carol);
        var message = stage.Message(portal, carol, "exactly once");
        var sent = await stage.Connector.SendAsync(message, default);
        // The process ends before the core has noted that it was sent.
        await stage.StopConnectorAsync();
        await stage.StartConnectorAsync();
        Assert.Equal(sent.Id, (await stage.Connector.SendAsync(message, default)).Id);
        await Eventually.Holds(() => stage.Core.Echoes.OfType<InboundMessage>().Any(m => m.EchoOf == message.Key), "the echo from the history");
        Assert.Equal(sent.Id, stage.Core.Echoes.OfType<InboundMessage>().First(m => m.EchoOf == message.Key).Id);
        await stage.SayAsync(portal, carol, "end");
        await alice.Client.WaitForTextAsync("end", Max);
        Assert.Single(alice.Messages(portal.NativeRoom), m => m.Body == "exactly once");
    }

    [Fact]
    public async Task Topic_ChangedByThePerson_IsTold()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: false, stage.Ghost("carol", "Carol"));
        await alice.Client.WriteAsync(new XElement(
            XName.Get("message", "jabber:client"), new XAttribute("to", portal.NativeRoom.Value), new XAttribute("type", "groupchat"), new XElement(XName.Get("subject", "jabber:client"), "Budget")));
        var change = await stage.Core.NextAsync<InboundRoomProfile>();
        Assert.Equal(("Budget", alice.Account), (change.Topic, change.Sender));
        // A new name comes from our side, where the bridge owns the room.
        var sent = await stage.Connector.SendRoomProfileAsync(
            new NativeRoomProfile { Portal = portal, Sender = portal.Voice, SenderKind = SenderKind.Bot, SenderName = "", Key = stage.NextKey(portal.Voice, portal), CreatedAt = default, Name = "Budget 2027" },
            default);
        Assert.Empty(sent.Fidelity);
        var info = await alice.Client.QueryAsync("get", portal.NativeRoom.Value, new XElement(XName.Get("query", "http://jabber.org/protocol/disco#info")));
        Assert.Contains("Budget 2027", info.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MessageToNobody_IsAnsweredWithAnError()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        await alice.Client.SendAsync($"A=zz@{XmppHarness.Domain}", "hello?");
        var error = await alice.Client.Stanzas.WaitAsync(s => s.Name == "message" && s.Type == "error", Max, "an error", default);
        Assert.Contains("item-not-found", error.ToString(), StringComparison.Ordinal);
        await alice.Client.SendAsync(XmppHarness.Domain, "hello?");
        await alice.Client.Stanzas.WaitAsync(s => s.Name == "message" && s.Type == "error" && s.FromBare == XmppHarness.Domain, Max, "an error", default);
    }

    [Fact]
    public async Task MessageToAPersonWhoDoesNotExist_IsRefusedForGood()
    {
        await using var stage = await XmppStage.StartAsync();
        var carol = stage.Ghost("carol", "Carol");
        var nobody = new NativeUserId("nobody@xmpp.test");
        var opened = await stage.Connector.OpenAsync(
            new GatedPortalRequest { Room = XmppStage.Room, Direct = true, Person = nobody, Ghosts = [carol], Key = new TransactionKey("k") }, default);
        var portal = new NativePortal { NativeRoom = opened.Room, Room = XmppStage.Room, Kind = PortalKind.Gated, Direct = true, Person = nobody, Voice = opened.Voice };
        var refused = await Assert.ThrowsAsync<NativeRefusedException>(() => stage.SayAsync(portal, carol, "hello?"));
        Assert.Contains("service-unavailable", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CounterIds_AreNotTakenForRepeats()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol");
        foreach (var text in (string[])["yes", "no"])
        {
            await alice.Client.WriteAsync(new XElement(
                XName.Get("message", "jabber:client"), new XAttribute("to", carol.Account.Value), new XAttribute("type", "chat"), new XAttribute("id", "1"), new XElement(XName.Get("body", "jabber:client"), text)));
        }
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "no");
        Assert.Equal(["yes", "no"], stage.Core.Accepted.OfType<InboundMessage>().Select(m => m.Text));
    }

    [Fact]
    public async Task LateMessage_SaysWhenItWasWritten_AndLongOnesPass()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol", "Carol 😀");
        var portal = await stage.OpenAsync(alice, direct: true, carol);
        var text = string.Concat(Enumerable.Repeat("0123456789", 3 * 1024));
        await stage.Connector.SendAsync(stage.Message(portal, carol, text) with { CreatedAt = TimeProvider.System.GetUtcNow().AddHours(-9) }, default);
        var seen = await alice.Client.WaitForTextAsync(text, Max);
        Assert.NotNull(seen.Xml.Element(XName.Get("delay", "urn:xmpp:delay")));
        Assert.Equal("Carol 😀", seen.Xml.Element(XName.Get("nick", "http://jabber.org/protocol/nick"))?.Value);
        await alice.SayAsync(portal.NativeRoom, text);
        Assert.Equal(text, (await stage.Core.NextAsync<InboundMessage>()).Text);
    }

    [Fact]
    public async Task Moderator_TakesBackAGhostsMessage()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol", "Carol");
        var portal = await stage.OpenAsync(alice, direct: false, carol);
        var sent = await stage.SayAsync(portal, carol, "too much");
        var theirs = new NativeTarget(sent.Id!.Value, sent.Aliases, carol.Account, "too much");
        var act = new NativeRetraction
        {
            Portal = portal, Sender = portal.Voice, SenderKind = SenderKind.Bot, SenderName = "Dave", Key = stage.NextKey(portal.Voice, portal), CreatedAt = default, Target = theirs,
        };
        await stage.Connector.SendRetractionAsync(act, default);
        await Eventually.HoldsFrom(async () => (await alice.TimelineAsync(portal.NativeRoom)).Any(m => m.Text == "too much" && m.Retracted), "the retraction");
        // A native person's message the bridge cannot take away here: said, and noted.
        var own = await alice.SayAsync(portal.NativeRoom, "mine");
        var note = await stage.Connector.SendRetractionAsync(act with { Target = new NativeTarget(own, [], alice.Account, "mine"), Key = stage.NextKey(portal.Voice, portal) }, default);
        Assert.Single(note.Fidelity);
        await alice.Client.WaitForTextAsync($"Dave took back a message of {alice.Account}.", Max);
    }
}
