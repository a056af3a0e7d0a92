using System.Diagnostics;
using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>The things that break XMPP bridges, each tried on a real Prosody. Numbers as in the list that the bridges were designed from.</summary>
public sealed class XmppTenThingsTests
{
    [Fact]
    public async Task Thing01_WhatHadArrived_IsSafeBeforeStopReturns()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var chat = new NativeRoomId($"{alice.Account} {stage.Ghost("carol").Account}");
        stage.Core.Refuse = new BridgeBusyException("full", TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < 50; i++)
            await alice.SayAsync(chat, $"{i}");
        // Asked afterwards, so answered when the server has passed all of them on.
        await alice.Client.QueryAsync("get", "xmpp.test", new XElement(XName.Get("ping", "urn:xmpp:ping")));
        Assert.Empty(stage.Texts(chat));
        var stopping = stage.StopConnectorAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        stage.Core.Refuse = null;
        await stopping;
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), stage.Texts(chat));
        await stage.StartConnectorAsync();
    }

    [Fact]
    public async Task Thing02_ARepeatFromTheHistory_IsRecognisedByItsId()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: false, stage.Ghost("carol"));
        await alice.SayAsync(portal.NativeRoom, "once");
        var first = await stage.Core.NextAsync<InboundMessage>();
        stage.Harness.Link.Cut();
        await Eventually.Holds(() => !stage.Core.Connected, "the end of the connection");
        // The mark in the core is older than the message: the history gives it again.
        stage.Harness.Link.Mend();
        await Eventually.Holds(() => stage.Core.Connected, "the new connection");
        await alice.SayAsync(portal.NativeRoom, "twice");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "twice");
        Assert.Equal(["once", "twice"], stage.Texts(portal.NativeRoom));
        Assert.Contains(first.Aliases, a => a.Kind == "stanza-id" && a.Id == first.Id);
    }

    [Fact]
    public async Task Thing03_TwoGhostsWithTheSameEvent_AreBothSeen_AndARepeatOfOneIsNot()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var (carol, dave) = (stage.Ghost("carol"), stage.Ghost("dave"));
        var portal = await stage.OpenAsync(alice, direct: false, carol, dave);
        var (one, two) = (stage.Message(portal, carol, "same"), stage.Message(portal, dave, "same"));
        var sent = await stage.Connector.SendAsync(one, default);
        await stage.Connector.SendAsync(two, default);
        Assert.Equal(sent.Id, (await stage.Connector.SendAsync(one, default)).Id);
        await stage.SayAsync(portal, carol, "end");
        await alice.Client.WaitForTextAsync("end", TimeSpan.FromSeconds(60));
        Assert.Equal(2, alice.Messages(portal.NativeRoom).Count(m => m.Body == "same"));
    }

    [Theory]
    [InlineData("control \u0001\u0008\u001F characters")]
    [InlineData("not \uFFFE\uFFFF characters")]
    [InlineData("]]> </body></message><evil/> &amp; \"'")]
    public async Task Thing05_ABadText_NeverEndsTheStream(string text)
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol", "Carol \u0001\uFFFF");
        var portal = await stage.OpenAsync(alice, direct: true, carol);
        await stage.SayAsync(portal, carol, text);
        await stage.SayAsync(portal, carol, $"half a sign {(char)0xD83D}");
        await stage.SayAsync(portal, carol, "still here");
        await alice.Client.WaitForTextAsync("still here", TimeSpan.FromSeconds(60));
        await alice.Client.WaitForTextAsync("half a sign \uFFFD", TimeSpan.FromSeconds(60));
        Assert.DoesNotContain(stage.Harness.Log.Lines, l => l.Contains("connection ended", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Thing05_AForeignSender_IsRefusedBeforeItIsWritten()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var carol = stage.Ghost("carol");
        var portal = await stage.OpenAsync(alice, direct: true, carol);
        var spoofed = stage.Message(portal, carol, "spoofed") with { Sender = new NativeUserId("boss@xmpp.test") };
        await Assert.ThrowsAsync<NativeRefusedException>(() => stage.Connector.SendAsync(spoofed, default));
        await stage.SayAsync(portal, carol, "still here");
        await alice.Client.WaitForTextAsync("still here", TimeSpan.FromSeconds(60));
        Assert.DoesNotContain(stage.Harness.Log.Lines, l => l.Contains("connection ended", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Thing06_AStanza_IsReadAtOnce_NotWithTheNextOne()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var chat = new NativeRoomId($"{alice.Account} {stage.Ghost("carol").Account}");
        await alice.SayAsync(chat, "warm up");
        await stage.Core.NextAsync<InboundMessage>();
        var clock = Stopwatch.StartNew();
        await alice.SayAsync(chat, "alone");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "alone");
        // Nothing else comes for 15 s (keepalive): a reader that waits for more would be that late.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task Thing07_ManyGhosts_GiveOneCopy_AlsoWhenTheListenerIsPutOut()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        var ghosts = Enumerable.Range(0, 10).Select(i => stage.Ghost($"ghost{i}")).ToArray();
        await stage.ObserveAsync(room, ghosts);
        for (var i = 0; i < 10; i++)
            await alice.SayAsync(room, $"{i}");
        await KickAsync(alice, room, "Bridge");
        for (var i = 10; i < 20; i++)
            await alice.SayAsync(room, $"{i}");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "19");
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), stage.Texts(room));
        var removed = await stage.Core.NextAsync<InboundMembership>(m => m.Change == MembershipChange.Remove);
        Assert.Equal(stage.Connector.Description.Bot, removed.Subject);
        Assert.Equal(alice.Account, removed.Sender);
        // And no way back by itself.
        Assert.DoesNotContain("Bridge", alice.Occupants(room).Keys);
    }

    [Fact]
    public async Task Thing08_ConnectionLost_EveryGhostReturns_AndWhatWasSaidIsFetchedInOrder()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        var ghosts = Enumerable.Range(0, 3).Select(i => stage.Ghost($"ghost{i}")).ToArray();
        var portal = await stage.ObserveAsync(room, ghosts);
        await alice.SayAsync(room, "before");
        await stage.Core.NextAsync<InboundMessage>();
        stage.Harness.Link.Cut();
        await Eventually.Holds(() => !stage.Core.Connected, "the end of the connection");
        // With the first of these the room finds that our seats are dead, and puts all out.
        for (var i = 0; i < 120; i++)
            await alice.SayAsync(room, $"meanwhile {i}");
        await Eventually.Holds(() => alice.Occupants(room).Count == 1, "the ghosts to be gone");
        stage.Harness.Link.Mend();
        await Eventually.Holds(() => stage.Core.Connected, "the new connection");
        await Eventually.Holds(() => alice.Occupants(room).Count == 5, "the ghosts to be back");
        await alice.SayAsync(room, "after");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "after");
        Assert.Equal<IEnumerable<string>>(["before", .. Enumerable.Range(0, 120).Select(i => $"meanwhile {i}"), "after"], stage.Texts(room));
        Assert.NotNull(stage.Core.Accepted.OfType<InboundMessage>().First(m => m.Text == "meanwhile 7").SentAt);
        Assert.Empty(stage.Core.Accepted.OfType<InboundMembership>());
        var sent = await stage.SayAsync(portal, ghosts[1], "here again");
        Assert.NotNull(sent.Id);
    }

    [Fact]
    public async Task Thing08_ServerRestarted_EveryGhostReturns()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: false, stage.Ghost("carol"));
        await stage.Harness.Server.KillAsync();
        await Eventually.Holds(() => !stage.Core.Connected, "the end of the connection");
        await stage.Harness.Server.StartAgainAsync();
        await Eventually.Holds(() => stage.Core.Connected, "the new connection");
        await using var again = await stage.Harness.LoginAsync("alice");
        await again.JoinAsync(portal.NativeRoom.Value, "alice");
        await stage.SayAsync(portal, stage.Ghost("carol"), "here again");
        await again.WaitForTextAsync("here again", TimeSpan.FromSeconds(60));
        await again.SendAsync(portal.NativeRoom.Value, "good", groupChat: true);
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "good" && m.Sender == alice.Account);
    }

    [Fact]
    public async Task Thing09_AwkwardNicknames_AreMadeFit_AndLookAlikesGetASuffix()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var room = await alice.MakeRoomAsync("Projekt");
        Ghost[] ghosts =
        [
            stage.Ghost("emoji", "😀🎉"), stage.Ghost("party", "Bob 🎉"), stage.Ghost("wide", "Ｄａｖｅ①"), stage.Ghost("fake", "Аlice"), stage.Ghost("fake2", "ALICE\u200B"),
            stage.Ghost("twin1", "Eve"), stage.Ghost("twin2", "Eve"), stage.Ghost("new", "Ẕoë \u20BF"),
        ];
        var portal = await stage.ObserveAsync(room, ghosts);
        var occupants = alice.Occupants(room);
        Assert.All(ghosts, g => Assert.Contains(g.Account, occupants.Values));
        Assert.Equal(ghosts[0].Account, occupants["emoji"]);
        Assert.Equal(ghosts[1].Account, occupants["Bob"]);
        Assert.Equal(ghosts[2].Account, occupants["Dave1"]);
        Assert.Equal(alice.Account, occupants["alice"]);
        Assert.Equal(1, occupants.Keys.Count(n => Interop.Bridges.Xmpp.Addresses.Nickname.Skeleton(n) == "aiice"));
        Assert.Equal(["Eve", "Eve (2)"], occupants.Keys.Where(n => n.StartsWith("Eve", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        // The whole name goes along.
        var presence = alice.Client.Stanzas.All.Last(s => s.Name == "presence" && s.From == $"{room}/emoji");
        Assert.Equal("😀🎉", presence.Xml.Element(XName.Get("nick", "http://jabber.org/protocol/nick"))?.Value);
        // What a ghost says under its folded name is known as its own.
        await stage.SayAsync(portal, ghosts[2], "mine");
        await alice.SayAsync(room, "end");
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "end");
        Assert.Equal(["end"], stage.Texts(room));
    }

    [Fact]
    public async Task Thing10_ThePrivilegeNamespace_IsReadFromTheAdvertisement()
    {
        await using var stage = await XmppStage.StartAsync(privileged: true);
        await Eventually.HoldsFrom(() => stage.Connector.CanActAsAsync(new NativeUserId("erin@xmpp.test"), default), "the privilege");
        Assert.False(await stage.Connector.CanActAsAsync(new NativeUserId("erin@elsewhere.test"), default));
    }

    [Theory]
    [InlineData("urn:xmpp:privilege:1")]
    [InlineData("urn:xmpp:privilege:2")]
    public void Thing10_EitherVersion_IsAnsweredInItsOwn(string ns)
    {
        var privileges = new Interop.Bridges.Xmpp.Puppets.Privileges();
        var advertisement = $"<message xmlns='jabber:component:accept' from='xmpp.test' to='bridge.xmpp.test'><privilege xmlns='{ns}'><perm access='message' type='outgoing'/></privilege></message>";
        Assert.True(privileges.Take(XElement.Parse(advertisement)));
        var wrapped = privileges.Wrap(XElement.Parse("<message xmlns='jabber:component:accept' from='erin@xmpp.test' to='x@y'><body>hi</body></message>"), "bridge.xmpp.test", "1");
        Assert.Equal(ns, wrapped!.Elements().Single().Name.NamespaceName);
        Assert.Equal("jabber:client", wrapped.Descendants().Single(e => e.Name.LocalName == "body").Name.NamespaceName);
        // A person cannot grant what only the server may.
        Assert.False(privileges.Take(XElement.Parse(advertisement.Replace("from='xmpp.test'", "from='mallory@other.test'", StringComparison.Ordinal))));
        privileges.Clear();
        Assert.False(privileges.CanSendAs("erin@xmpp.test"));
    }

    internal static Task KickAsync(XmppPerson owner, NativeRoomId room, string nick) => owner.Client.QueryAsync(
        "set", room.Value,
        new XElement(XName.Get("query", "http://jabber.org/protocol/muc#admin"), new XElement(XName.Get("item", "http://jabber.org/protocol/muc#admin"), new XAttribute("nick", nick), new XAttribute("role", "none"))));
}
