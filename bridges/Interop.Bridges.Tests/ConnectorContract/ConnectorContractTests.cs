using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Bridges.Tests.ConnectorContract;

/// <summary>
/// What every connector must do, tried on a network from both sides: a person at a native client, and a core that records. Derive a class per network;
/// what a connector does not implement is not asked for.
/// </summary>
public abstract class ConnectorContractTests : IAsyncLifetime
{
    private static readonly RoomId Room = RoomId.Parse("ocip://acme.example/r/0198c7a0-0000-7000-8000-000000000001");
    private static readonly GhostAddress Carol = new(GhostAddress.Ocip, "carol");
    private IConnectorHarness harness = null!;
    private IConnector connector = null!;
    private RecordingCore core = null!;
    private int events;

    /// <summary>A fresh network.</summary>
    protected abstract Task<IConnectorHarness> CreateAsync();

    public async Task InitializeAsync()
    {
        harness = await CreateAsync();
        connector = harness.Connector;
        core = new RecordingCore(connector);
        await connector.StartAsync(core, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await connector.StopAsync(CancellationToken.None);
        await connector.DisposeAsync();
        await harness.DisposeAsync();
    }

    [Fact]
    public async Task Start_ReportsConnected() => await Eventually.Holds(() => core.Connected, "ReportConnected");

    [Fact]
    public void Description_IsComplete()
    {
        var description = connector.Description;
        Assert.Matches("^[a-z][a-z0-9]*$", description.Network);
        Assert.Matches("^(none|transport|endToEnd)$", description.Encryption);
        Assert.True(description.TextOctetsMax >= 100);
        Assert.NotEqual("", description.Bot.Value);
        Assert.True(core.IsOwn(description.Bot));
    }

    [Theory]
    [InlineData("ocip", "alice")]
    [InlineData("ocip", "zoë.o'hara~x=1+y")]
    [InlineData("ocip", "李雷")]
    [InlineData("xmpp", "bob@example.org")]
    [InlineData("matrix", "@UPPER_and=lower/x:example.org")]
    [InlineData("wecom", "a\\b\"c&d<e>f@g:h i")]
    [InlineData("sms", "+351912345678")]
    public void NameGhost_ReadsBack(string network, string account)
    {
        if (connector is not IShowsGhosts ghosts)
            return;
        var address = new GhostAddress(network, account);
        var name = ghosts.NameGhost(address);
        Assert.Equal(address, ghosts.ReadGhost(name));
        Assert.True(ghosts.IsGhost(name));
        Assert.Equal(name, ghosts.NameGhost(address));
    }

    [Fact]
    public async Task ReadGhost_KnowsNativePeopleFromGhosts()
    {
        var person = await harness.PersonAsync("alice");
        Assert.False(core.IsOwn(person.Account));
        if (connector is IShowsGhosts ghosts)
            Assert.Null(ghosts.ReadGhost(person.Account));
    }

    [Fact]
    public async Task ShowGhost_MayBeRepeated()
    {
        if (connector is not IShowsGhosts ghosts)
            return;
        await ghosts.ShowGhostAsync(core.GhostOf(Carol, "Carol"), CancellationToken.None);
        await ghosts.ShowGhostAsync(core.GhostOf(Carol, "Carol 😀 Ōta"), CancellationToken.None);
        await ghosts.ShowGhostAsync(core.GhostOf(Carol, "Carol 😀 Ōta"), CancellationToken.None);
    }

    [Fact]
    public async Task PersonWritesToGhost_ArrivesAsDirectMessage()
    {
        if (connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var ghost = core.GhostOf(Carol);
        var room = await person.StartDirectAsync(ghost.Account);
        await AcceptInviteAsync(room, ghost.Account);
        var id = await person.SayAsync(room, "bom dia 👋");
        var message = await core.NextAsync<InboundMessage>();
        Assert.Equal("bom dia 👋", message.Text);
        Assert.Equal(person.Account, message.Sender);
        Assert.Equal(room, message.Room);
        Assert.True(message.Id == id || message.Aliases.Any(a => a.Id == id));
        // Where one is invited first, the invitation said with whom; elsewhere only the message can.
        if (connector is not IAnswersInvites || !harness.DirectChatsBeginWithAnInvitation)
            Assert.Equal(ghost.Account, message.DirectWith);
    }

    [Fact]
    public async Task PersonWrites_AgainAfterBusy_WhenNothingWasTaken()
    {
        if (connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, _) = await OpenAsync(person);
        core.Refuse = new BridgeBusyException("full", TimeSpan.FromMilliseconds(50));
        var say = person.SayAsync(portal.NativeRoom, "one");
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        core.Refuse = null;
        await say;
        await person.SayAsync(portal.NativeRoom, "two");
        await core.NextAsync<InboundMessage>(m => m.Text == "two");
        Assert.Equal(["one", "two"], core.Accepted.OfType<InboundMessage>().Select(m => m.Text));
    }

    [Fact]
    public async Task PersonEdits_RefersToTheOriginal()
    {
        if (connector is not ISendsEdits || connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, _) = await OpenAsync(person);
        var id = await person.SayAsync(portal.NativeRoom, "frist");
        var message = await core.NextAsync<InboundMessage>();
        Remember(message);
        await person.EditAsync(portal.NativeRoom, id, "first");
        var edit = await core.NextAsync<InboundEdit>();
        Assert.Equal("first", edit.Text);
        Assert.True(Names(message, edit.Target));
        await person.EditAsync(portal.NativeRoom, id, "first!");
        var again = await core.NextAsync<InboundEdit>(e => e.Text == "first!");
        Assert.True(Names(message, again.Target));
    }

    [Fact]
    public async Task PersonRetracts_RefersToTheMessage()
    {
        if (connector is not ISendsRetractions || connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, _) = await OpenAsync(person);
        var id = await person.SayAsync(portal.NativeRoom, "oops");
        var message = await core.NextAsync<InboundMessage>();
        Remember(message);
        await person.RetractAsync(portal.NativeRoom, id);
        var retraction = await core.NextAsync<InboundRetraction>();
        Assert.Equal(person.Account, retraction.Sender);
        Assert.True(Names(message, retraction.Target));
    }

    [Fact]
    public async Task PersonReplies_NamesTheMessageAndLeavesOutTheFallback()
    {
        if (connector is not ISendsReplies || connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, ghost) = await OpenAsync(person);
        var sent = await connector.SendAsync(Message(portal, ghost, "shall we?"), CancellationToken.None);
        core.Targets[(portal.NativeRoom, sent.Id!.Value)] = new NativeTarget(sent.Id.Value, sent.Aliases, ghost.Account, "shall we?");
        var seen = await SeesAsync(person, portal, m => m.Text == "shall we?");
        await person.ReplyAsync(portal.NativeRoom, seen.Id, "yes");
        var reply = await core.NextAsync<InboundMessage>(m => m.ReplyTo is not null);
        Assert.Equal("yes", reply.Text);
        Assert.True(reply.ReplyTo == sent.Id || sent.Aliases.Any(a => a.Id == reply.ReplyTo));
    }

    [Fact]
    public async Task GhostWrites_PersonSeesIt_OnceInOrder_AndItIsNoNews()
    {
        if (connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, ghost) = await OpenAsync(person);
        var first = Message(portal, ghost, "one");
        var sent = await connector.SendAsync(first, CancellationToken.None);
        if (harness.DropsRepeatedKeys)
        {
            var repeat = await connector.SendAsync(first, CancellationToken.None);
            Assert.Equal(sent.Id, repeat.Id);
        }
        await connector.SendAsync(Message(portal, ghost, "two"), CancellationToken.None);
        await SeesAsync(person, portal, m => m.Text == "two");
        var timeline = await person.TimelineAsync(portal.NativeRoom);
        Assert.Equal(["one", "two"], timeline.Select(m => m.Text));
        Assert.All(timeline, m => Assert.Equal(ghost.Account, m.Sender));
        Assert.Empty(core.Accepted.OfType<InboundMessage>());
    }

    [Fact]
    public async Task TwoGhosts_SameEvent_BothAreSeen()
    {
        if (connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var dave = core.GhostOf(new GhostAddress(GhostAddress.Ocip, "dave"), "Dave");
        var (portal, ghost) = await OpenAsync(person, direct: false, dave);
        await connector.SendAsync(Message(portal, ghost, "from carol"), CancellationToken.None);
        await connector.SendAsync(Message(portal, dave, "from dave"), CancellationToken.None);
        await SeesAsync(person, portal, m => m.Text == "from dave" && m.Sender == dave.Account);
        await SeesAsync(person, portal, m => m.Text == "from carol" && m.Sender == ghost.Account);
    }

    [Fact]
    public async Task Open_WithTheSameKey_GivesTheSameRoom()
    {
        if (connector is not IGatedPortals gated)
            return;
        var person = await harness.PersonAsync("alice");
        var request = await RequestAsync(person, direct: false);
        var one = await gated.OpenAsync(request, CancellationToken.None);
        var two = await gated.OpenAsync(request, CancellationToken.None);
        Assert.Equal(one, two);
    }

    [Fact]
    public async Task Notice_IsShownByTheVoice()
    {
        if (connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, ghost) = await OpenAsync(person);
        var notice = Message(portal, ghost, "This conversation is recorded.") with
        {
            Kind = MessageKind.Notice, Sender = portal.Voice, SenderKind = portal.Voice == ghost.Account ? SenderKind.Ghost : SenderKind.Bot, Author = null,
        };
        await connector.SendAsync(notice, CancellationToken.None);
        var seen = await SeesAsync(person, portal, m => m.Text == "This conversation is recorded.");
        Assert.Equal(portal.Voice, seen.Sender);
        Assert.Empty(core.Accepted.OfType<InboundMessage>());
    }

    [Fact]
    public async Task GhostEdits_RetractsAndReplies()
    {
        if (connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, ghost) = await OpenAsync(person);
        var sent = await connector.SendAsync(Message(portal, ghost, "frist"), CancellationToken.None);
        var target = new NativeTarget(sent.Id!.Value, sent.Aliases, ghost.Account, "frist");
        if (connector is ISendsEdits edits)
        {
            await edits.SendEditAsync(new NativeEdit(Message(portal, ghost, "first"), target), CancellationToken.None);
            var seen = await SeesAsync(person, portal, m => m.Text == "first");
            Assert.True(seen.Edited);
        }
        if (connector is ISendsReplies replies)
        {
            await replies.SendReplyAsync(new NativeReply(Message(portal, ghost, "answer"), target), CancellationToken.None);
            var seen = await SeesAsync(person, portal, m => m.Text == "answer");
            Assert.NotNull(seen.ReplyTo);
        }
        if (connector is ISendsRetractions retractions)
        {
            var template = Message(portal, ghost, "");
            await retractions.SendRetractionAsync(
                new NativeRetraction
                {
                    Portal = portal, Sender = ghost.Account, SenderKind = SenderKind.Ghost, SenderName = template.SenderName, Key = template.Key,
                    Author = ghost.User, CreatedAt = template.CreatedAt, Target = target,
                },
                CancellationToken.None);
            await Eventually.HoldsFrom(
                async () => (await person.TimelineAsync(portal.NativeRoom)).All(m => m.Text != "first" || m.Retracted), "the retraction");
        }
    }

    [Fact]
    public async Task Formatting_IsShown()
    {
        if (connector is not ISendsFormatting formatting || connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, ghost) = await OpenAsync(person);
        var message = formatting.Formatting == NativeFormatting.Html
            ? Message(portal, ghost, "very loud") with { Html = "very <strong>loud</strong>" }
            : Message(portal, ghost, "very *loud*") with { Styled = true };
        await connector.SendAsync(message, CancellationToken.None);
        var seen = await SeesAsync(person, portal, m => m.Text.Contains("loud", StringComparison.Ordinal));
        if (formatting.Formatting == NativeFormatting.Html)
            Assert.Contains("<strong>loud</strong>", seen.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AwkwardText_ArrivesBothWays()
    {
        if (connector is not IGatedPortals)
            return;
        const string awkward = "</body> & <b> ]]> \"'\\ \u200b 日本語 👩‍👩‍👧 e\u0301\nsecond line";
        var person = await harness.PersonAsync("alice");
        var (portal, ghost) = await OpenAsync(person);
        await connector.SendAsync(Message(portal, ghost, awkward), CancellationToken.None);
        await SeesAsync(person, portal, m => m.Text == awkward);
        await person.SayAsync(portal.NativeRoom, awkward);
        await core.NextAsync<InboundMessage>(m => m.Text == awkward);
    }

    [Fact]
    public async Task BotIsInvited_RoomIsObserved()
    {
        if (connector is not IObservedPortals observed)
            return;
        var alice = await harness.PersonAsync("alice");
        var bob = await harness.PersonAsync("bob");
        var room = await alice.MakeRoomAsync("Projekt");
        await alice.InviteAsync(room, bob.Account);
        await bob.JoinAsync(room);
        await alice.InviteAsync(room, connector.Description.Bot);
        var invite = await core.NextAsync<InboundInvite>();
        Assert.Equal(connector.Description.Bot, invite.Invited);
        Assert.Equal(alice.Account, invite.Sender);
        Assert.False(invite.Direct);
        if (connector is IAnswersInvites answers)
            await answers.AnswerInviteAsync(room, invite.Invited, accept: true, CancellationToken.None);
        var entered = await observed.ObserveAsync(invite.Room, CancellationToken.None);
        Assert.Equal(room, entered.Room);
        Assert.Equal(new[] { alice.Account, bob.Account }.Order(ById), entered.Members.Select(m => m.Account).Order(ById));
        core.Portals[room] = new NativePortal { NativeRoom = room, Room = Room, Kind = PortalKind.Observed, Direct = false, Voice = entered.Voice };
        await bob.SayAsync(room, "hello all");
        var message = await core.NextAsync<InboundMessage>(m => m.Text == "hello all");
        Assert.Equal(bob.Account, message.Sender);
        Assert.Null(message.DirectWith);
        Assert.Single(core.Accepted.OfType<InboundMessage>());
    }

    [Fact]
    public async Task GhostJoinsAndLeaves_PersonSeesIt()
    {
        if (connector is not ISyncsMembership membership || connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, _) = await OpenAsync(person, direct: false);
        var dave = core.GhostOf(new GhostAddress(GhostAddress.Ocip, "dave"), "Dave");
        await ((IShowsGhosts)connector).ShowGhostAsync(dave, CancellationToken.None);
        await membership.SendMembershipAsync(Change(portal, dave, MembershipChange.Join), CancellationToken.None);
        core.GhostsIn[portal.NativeRoom] = [.. core.GhostsIn[portal.NativeRoom], dave];
        await Eventually.HoldsFrom(async () => (await person.MembersAsync(portal.NativeRoom)).Contains(dave.Account), "the join");
        await membership.SendMembershipAsync(Change(portal, dave, MembershipChange.Leave), CancellationToken.None);
        await Eventually.HoldsFrom(async () => !(await person.MembersAsync(portal.NativeRoom)).Contains(dave.Account), "the leave");
    }

    [Fact]
    public async Task PersonSendsFiles_TheirOctetsAndCaptionsCome_AndChangeAndGo()
    {
        if (connector is not IFetchesFiles fetches || connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, _) = await OpenAsync(person);
        await person.SendFileAsync(portal.NativeRoom, PersonFile.Picture);
        var alone = await core.NextAsync<InboundMessage>();
        Assert.Equal(("", "red pixel.png"), (alone.Text, NameIn(Assert.Single(alone.Files))));
        Assert.Equal(PersonFile.Picture.Octets, await FetchAsync(fetches, alone));

        var id = await person.SendFileAsync(portal.NativeRoom, PersonFile.Plain(70_000), "as promised");
        var said = await core.NextAsync<InboundMessage>(m => m.Text == "as promised");
        Remember(said);
        Assert.Equal(PersonFile.Plain(70_000).Octets, await FetchAsync(fetches, said));
        var refused = await Assert.ThrowsAsync<NativeRefusedException>(() => FetchAsync(fetches, said, 60_000));
        Assert.Equal("It is larger than 58.6 KiB.", refused.Message);
        harness.FilesAway(true);
        await FailsForNow(() => FetchAsync(fetches, said));
        harness.FilesAway(false);
        Assert.Equal(70_000, (await FetchAsync(fetches, said)).Length);

        await person.EditCaptionAsync(portal.NativeRoom, id, PersonFile.Plain(70_000), "as promised, today");
        var edit = await core.NextAsync<InboundEdit>();
        Assert.True(Names(said, edit.Target));
        Assert.Equal(("as promised, today", "clause 7.txt"), (edit.Text, NameIn(Assert.Single(edit.Files))));
        Assert.Equal(70_000, (await FetchAsync(fetches, edit)).Length);
        await person.RetractAsync(portal.NativeRoom, id);
        Assert.True(Names(said, (await core.NextAsync<InboundRetraction>()).Target));
    }

    [Fact]
    public async Task GhostSendsFiles_PersonOpensThem_OnceInOrder_AndTheyChangeAndGo()
    {
        if (connector is not ISendsFiles files || connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, ghost) = await OpenAsync(person);
        var captions = connector as ISendsCaptions;
        var picture = FileOf(portal, ghost, PersonFile.Picture) with { Caption = captions is null ? null : "see here" };
        var sent = await files.SendFileAsync(picture, CancellationToken.None);
        Assert.Equal(sent.Id, (await files.SendFileAsync(picture, CancellationToken.None)).Id);
        var seen = await SeesAsync(person, portal, m => m.FileAddress is not null);
        Assert.Equal((ghost.Account, captions is null ? "" : "see here"), (seen.Sender, seen.Text));
        Assert.Equal(PersonFile.Picture.Octets, await person.OpenAsync(seen));

        var text = FileOf(portal, ghost, PersonFile.Plain(70_000));
        harness.FilesAway(true);
        await FailsForNow(() => files.SendFileAsync(text, CancellationToken.None));
        harness.FilesAway(false);
        await Eventually.HoldsFrom(async () => await SucceedsAsync(() => files.SendFileAsync(text, CancellationToken.None)), "the files to be back");
        var second = await SeesAsync(person, portal, m => m.FileName is not null && NameOf(m.FileName) == "clause 7.txt");
        Assert.Equal(70_000, (await person.OpenAsync(second)).Length);
        Assert.Equal(2, (await person.TimelineAsync(portal.NativeRoom)).Count);
        Assert.Empty(core.Accepted.OfType<InboundMessage>());

        var target = new NativeTarget(sent.Id!.Value, sent.Aliases, ghost.Account, "see here");
        if (captions is not null)
        {
            await captions.SendCaptionAsync(new NativeEdit(Message(portal, ghost, "and here"), target), CancellationToken.None);
            var changed = await SeesAsync(person, portal, m => m.Text == "and here");
            Assert.Equal((true, "red pixel.png"), (changed.Edited, changed.FileName));
        }
        var template = Message(portal, ghost, "");
        await ((ISendsRetractions)connector).SendRetractionAsync(
            new NativeRetraction
            {
                Portal = portal, Sender = ghost.Account, SenderKind = SenderKind.Ghost, SenderName = template.SenderName, Key = template.Key, CreatedAt = template.CreatedAt, Target = target,
            },
            CancellationToken.None);
        await SeesAsync(person, portal, m => m.Retracted);
    }

    [Fact]
    public async Task Restart_KeepsThePortalWorking()
    {
        if (connector is not IGatedPortals)
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, ghost) = await OpenAsync(person);
        await person.SayAsync(portal.NativeRoom, "before");
        await core.NextAsync<InboundMessage>(m => m.Text == "before");
        await connector.StopAsync(CancellationToken.None);
        await connector.DisposeAsync();
        connector = harness.Restarted();
        await connector.StartAsync(core, CancellationToken.None);
        await Eventually.Holds(() => core.Connected, "ReportConnected");
        await person.SayAsync(portal.NativeRoom, "after");
        await core.NextAsync<InboundMessage>(m => m.Text == "after");
        await connector.SendAsync(Message(portal, ghost, "answer"), CancellationToken.None);
        await SeesAsync(person, portal, m => m.Text == "answer");
    }

    [Fact]
    public async Task Count_IsWhatTheBridgeWasGiven_AndWhatItNeverGot()
    {
        if (connector is not (ICountsMessages and IGatedPortals))
            return;
        var person = await harness.PersonAsync("alice");
        var (portal, ghost) = await OpenAsync(person, direct: false);
        var first = await person.SayAsync(portal.NativeRoom, "one");
        Remember(await core.NextAsync<InboundMessage>(m => Names(m, first)));
        await person.EditAsync(portal.NativeRoom, first, "uno");
        await core.NextAsync<InboundEdit>();
        await connector.SendAsync(Message(portal, ghost, "two"), CancellationToken.None);
        var third = await person.SayAsync(portal.NativeRoom, "three");
        await core.NextAsync<InboundMessage>(m => Names(m, third));

        var counted = await Counted.OfDayAsync(connector, portal, TimeSpan.Zero);

        Assert.Equal(2, counted.Intersect(core.Accepted.OfType<InboundMessage>().Select(m => m.Id)).Count());
        Assert.Subset(core.Accepted.Select(e => e.Id).ToHashSet(), counted);
        Assert.Empty(await Counted.OfDayAsync(connector, portal, TimeSpan.FromDays(2)));
        await connector.StopAsync(CancellationToken.None);
        await connector.DisposeAsync();
        var hidden = await person.SayAsync(portal.NativeRoom, "four");
        await harness.LoseAsync(core, portal.NativeRoom, hidden);
        connector = harness.Restarted();
        await connector.StartAsync(core, CancellationToken.None);
        var found = await Eventually.AsyncFrom(() => Counted.WhenInAsync(connector, portal), "the count after the restart");
        Assert.Equal([hidden], found.Except(counted));
        Assert.DoesNotContain(core.Accepted, e => e.Id == hidden);
        if (!harness.CountsDirectChats)
            await Assert.ThrowsAsync<NativeRefusedException>(async () => await Counted.OfDayAsync(connector, (await OpenAsync(person)).Portal, TimeSpan.Zero));
    }

    private static async Task<byte[]> FetchAsync(IFetchesFiles fetches, InboundEvent inbound, long octetsMax = 100_000)
    {
        var files = inbound is InboundMessage message ? message.Files : ((InboundEdit)inbound).Files;
        using var octets = new MemoryStream();
        await fetches.FetchAsync(files[0], inbound.Sender, octets, octetsMax, CancellationToken.None);
        return octets.ToArray();
    }

    /// <summary>An outage is no refusal: the core tries again.</summary>
    private static async Task FailsForNow(Func<Task> act)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(act);
        Assert.IsNotType<NativeRefusedException>(failure);
    }

    private static async Task<bool> SucceedsAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Exception failure) when (failure is not NativeRefusedException)
        {
            return false;
        }
    }

    private static string? NameIn(InboundFile file) => NameOf(file.Name);

    /// <summary>ejabberd changes what is not a letter or digit in the names of files.</summary>
    private static string? NameOf(string? name) => name?.Replace("red_pixel", "red pixel", StringComparison.Ordinal).Replace("clause_7", "clause 7", StringComparison.Ordinal);

    private NativeFile FileOf(NativePortal portal, Ghost ghost, PersonFile file)
    {
        var template = Message(portal, ghost, "");
        return new NativeFile
        {
            Portal = portal, Sender = ghost.Account, SenderKind = SenderKind.Ghost, SenderName = ghost.DisplayName, Author = ghost.User, Key = template.Key,
            CreatedAt = template.CreatedAt, Name = file.Name, ContentType = file.ContentType, Size = file.Octets.Length, Pixels = file == PersonFile.Picture ? (1, 1) : null,
            Open = () => new MemoryStream(file.Octets),
        };
    }

    private static readonly Comparer<NativeUserId> ById = Comparer<NativeUserId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value));

    private async Task AcceptInviteAsync(NativeRoomId room, NativeUserId ghost)
    {
        if (connector is not IAnswersInvites answers || !harness.DirectChatsBeginWithAnInvitation)
            return;
        var invite = await core.NextAsync<InboundInvite>(i => i.Room == room);
        Assert.True(invite.Direct);
        Assert.Equal(ghost, invite.Invited);
        await ((IShowsGhosts)connector).ShowGhostAsync(core.GhostOf(Carol, "Carol"), CancellationToken.None);
        await answers.AnswerInviteAsync(room, ghost, accept: true, CancellationToken.None);
    }

    private async Task<GatedPortalRequest> RequestAsync(INativePerson person, bool direct, params Ghost[] more)
    {
        Ghost[] ghosts = [core.GhostOf(Carol, "Carol"), .. more];
        foreach (var ghost in ghosts)
            await ((IShowsGhosts)connector).ShowGhostAsync(ghost, CancellationToken.None);
        return new GatedPortalRequest
        {
            Room = Room, Direct = direct, Person = person.Account, Ghosts = ghosts, Name = direct ? null : "Projekt",
            Key = TransactionKey.Of(person.Account, "portal", new NativeRoomId(Room.Value)),
        };
    }

    private async Task<(NativePortal Portal, Ghost Ghost)> OpenAsync(INativePerson person, bool direct = true, params Ghost[] more)
    {
        var request = await RequestAsync(person, direct, more);
        var opened = await ((IGatedPortals)connector).OpenAsync(request, CancellationToken.None);
        var portal = new NativePortal
        {
            NativeRoom = opened.Room, Room = Room, Kind = PortalKind.Gated, Direct = direct, Person = person.Account, Voice = opened.Voice,
        };
        core.Portals[opened.Room] = portal;
        core.GhostsIn[opened.Room] = request.Ghosts;
        await person.JoinAsync(opened.Room);
        return (portal, request.Ghosts[0]);
    }

    private NativeMessage Message(NativePortal portal, Ghost ghost, string text) => new()
    {
        Portal = portal, Sender = ghost.Account, SenderKind = SenderKind.Ghost, SenderName = ghost.DisplayName, Author = ghost.User,
        Key = TransactionKey.Of(ghost.Account, $"event-{++events}", portal.NativeRoom), CreatedAt = TimeProvider.System.GetUtcNow(),
        Kind = MessageKind.Text, Text = text,
    };

    private NativeMembership Change(NativePortal portal, Ghost ghost, MembershipChange change) => new()
    {
        Portal = portal, Sender = portal.Voice, SenderKind = SenderKind.Bot, SenderName = "", CreatedAt = TimeProvider.System.GetUtcNow(),
        Key = TransactionKey.Of(ghost.Account, $"event-{++events}", portal.NativeRoom),
        Subject = ghost.Account, SubjectName = ghost.DisplayName, SubjectIsGhost = true, Change = change,
    };

    private void Remember(InboundMessage message)
    {
        var target = new NativeTarget(message.Id, message.Aliases, message.Sender, message.Text);
        core.Targets[(message.Room, message.Id)] = target;
        foreach (var alias in message.Aliases)
            core.Targets[(message.Room, alias.Id)] = target;
    }

    private static bool Names(InboundEvent message, NativeEventId id) => message.Id == id || message.Aliases.Any(a => a.Id == id);

    private static Task<SeenMessage> SeesAsync(INativePerson person, NativePortal portal, Func<SeenMessage, bool> fits) =>
        Eventually.AsyncFrom(async () => (await person.TimelineAsync(portal.NativeRoom)).FirstOrDefault(fits), $"{person.Account} to see a message");
}
