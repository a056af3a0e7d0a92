using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.FakeNetwork;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>Native → OCIP.</summary>
public sealed class InboundTests
{
    [Fact]
    public async Task FirstMessage_IsSubmittedWithProvenance_ThenTheNoticeIsPostedAndReported()
    {
        await using var story = await Story.BeginAsync();
        var id = await story.Alice.SayDirectAsync(Story.CarolsGhost, "bom dia");
        await story.WorkedOffAsync();
        Assert.Single(story.Server.Notices);
        var draft = Assert.Single(story.Server.Submitted);
        Assert.Equal(EventTypes.Message, draft.Type);
        Assert.Equal("bom dia", Text(draft));
        Assert.Equal(story.Server.UserOf("fake", "alice"), draft.Sender);
        Assert.Equal(("fake", "alice", id.Value, "receipt"), (draft.Provenance!.Network, draft.Provenance.Account, draft.Provenance.NativeId, draft.Provenance.Assurance));
        var room = FakeNet.DirectId(story.Alice.Account, Story.CarolsGhost);
        Assert.Equal(["bom dia", "This conversation is recorded."], story.Texts(room));
        var notice = story.Net.Timeline(room)[1];
        Assert.Equal((MessageKind.Notice, Story.CarolsGhost), (notice.Kind, notice.Sender));
        var told = story.Server.Notices[0];
        Assert.Equal((story.RoomOf(room), "7", "en", notice.Id.Value), (told.Room, told.Version, told.Language, told.NativeId));
        Assert.Equal([draft.Sender!.Value], told.Users);
        var portal = Assert.Single(story.Server.Portals);
        Assert.Equal(("gated", room.Value, draft.Sender), (portal.Kind, portal.NativeRoom, portal.Person));
        Assert.Equal("Carol", story.Net.Accounts[Story.CarolsGhost]);
    }

    [Fact]
    public async Task Notice_IsInTheLanguageThatWasSet()
    {
        await using var story = await Story.BeginAsync(adjust: s => s with { Language = "pt" });
        var room = await story.TalkAsync();
        Assert.Contains("Esta conversa é gravada.", story.Texts(room));
    }

    [Fact]
    public async Task Language_IsSaidOfThePerson_AndAgainWhenItIsAnother()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        foreach (var language in new[] { "de", "de", null, "no tag", "pt-BR", "pt-BR" })
            await new FakePerson(story.Net, "alice") { Language = language }.SayAsync(room, $"in {language}");
        await story.SubmittedAsync(7);
        // Once each: who has said it already, or says it of nobody, or says what is none, has nothing said anew.
        Assert.Equal(["de", "pt-BR"], story.Server.Contacts.Where(c => c.Account == "alice").Select(c => c.Language).OfType<string>());
        Assert.Equal(7, story.Server.Submitted.Count);
    }

    [Fact]
    public async Task EditReplyAndRetraction_ReferToTheEvent_ByAnyOfItsIds()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        var id = await story.Alice.SayAsync(room, "frist");
        await story.Alice.EditAsync(room, id, "first");
        await story.Alice.ReplyAsync(room, new NativeEventId("c" + id), "me too");
        await story.Alice.RetractAsync(room, id);
        await story.SubmittedAsync(5);
        var drafts = story.Server.Submitted;
        Assert.Equal(
            [EventTypes.Message, EventTypes.Message, EventTypes.Edit, EventTypes.Message, EventTypes.Retract], drafts.Select(d => d.Type));
        Assert.Equal(["replaces", "inReplyTo", "retracts"], drafts.Skip(2).Select(d => d.Relates!.Type));
        Assert.Single(drafts.Skip(2).Select(d => d.Relates!.Event).Distinct());
        Assert.Equal("first", Text(drafts[2]));
        Assert.Equal("{}", drafts[4].Content.GetRawText());
    }

    [Fact]
    public async Task ReplyToUnknownMessage_IsQuoted_WithANote()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        await story.Alice.SayAsync(room, "yes", null, new NativeEventId("n-unknown"), "shall we?", MessageKind.Text);
        await story.SubmittedAsync(2);
        var draft = story.Server.Submitted[1];
        Assert.Equal("> shall we?\nyes", Text(draft));
        Assert.Null(draft.Relates);
        Assert.Single(draft.Provenance!.Fidelity!);
    }

    [Fact]
    public async Task EditOfUnknownMessage_BecomesANewMessage_AndRetractionOfUnknownIsDropped()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        await story.Alice.EditAsync(room, new NativeEventId("n-unknown"), "corrected");
        await story.Alice.RetractAsync(room, new NativeEventId("n-unknown"));
        await story.SubmittedAsync(2);
        Assert.Equal(2, story.Server.Submitted.Count);
        Assert.Equal((EventTypes.Message, "* corrected"), (story.Server.Submitted[1].Type, Text(story.Server.Submitted[1])));
    }

    [Fact]
    public async Task Html_IsSanitised_AndEmotesAreWritten()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        await story.Alice.SayAsync(room, "loud", "<b onclick=x()>loud</b><script>evil()</script><a href='javascript:x'>l</a>");
        await story.Alice.SayAsync(room, "waves", null, null, null, MessageKind.Emote);
        await story.SubmittedAsync(3);
        Assert.Equal("<b>loud</b><a>l</a>", MessageText.HtmlOf(Content(story.Server.Submitted[1])));
        Assert.Single(story.Server.Submitted[1].Provenance!.Fidelity!);
        Assert.Equal("/me waves", Text(story.Server.Submitted[2]));
    }

    [Fact]
    public async Task HeldMessage_SenderIsToldUntilWhen_OncePerHold_AndTheTellingIsNotBridged()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        story.Server.Judge = _ => new SubmitResult
        {
            Code = "2.1.1", Event = story.Server.NextEvent(), Recipients = [new RecipientResult(story.Carol, "2.1.1", "2026-11-23T08:00:00.000Z")],
        };
        await story.Alice.SayAsync(room, "late one");
        await story.Alice.SayAsync(room, "late two");
        await story.SubmittedAsync(3);
        var telling = Assert.Single(story.Net.Timeline(room), m => m.Text.Contains("held until", StringComparison.Ordinal));
        Assert.Equal("Your message is held until 2026-11-23 08:00 UTC, when the delivery hours of Carol open; it will be delivered then.", telling.Text);
        Assert.Equal(MessageKind.Notice, telling.Kind);
        Assert.Equal(3, story.Server.Submitted.Count);
    }

    [Fact]
    public async Task RefusedMessage_SenderIsToldWhy_AndTheNextOneGoesOn()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        story.Server.Judge = d => Text(d) == "secret" ? new SubmitResult { Code = "5.1.2" } : null;
        await story.Alice.SayAsync(room, "secret");
        await story.Alice.SayAsync(room, "weather");
        await story.SubmittedAsync(2);
        Assert.Contains("Your message was not delivered. An information barrier stands between sender and recipient.", story.Texts(room));
        Assert.Equal("weather", Text(story.Server.Submitted[1]));
    }

    [Fact]
    public async Task BusyAnswer_IsRetriedInOrder_WithTheSameTransaction()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        var refusals = 3;
        story.Server.Judge = _ => refusals-- > 0 ? new SubmitResult { Code = "4.1.0" } : null;
        await story.Alice.SayAsync(room, "one");
        await story.Alice.SayAsync(room, "two");
        await story.SubmittedAsync(3);
        Assert.Equal(["hello", "one", "two"], story.Server.Submitted.Select(Text));
    }

    [Fact]
    public async Task ServerDown_EverythingIsKept_AndSubmittedOnceInOrder()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        story.Server.Fail = _ => 503;
        for (var i = 0; i < 10; i++)
            await story.Alice.SayAsync(room, $"m{i}");
        await story.WaitingAsync(10);
        await story.RestartAsync();
        Assert.Equal(10, story.Core.Health.InboxDepth);
        story.Server.Fail = null;
        await story.SubmittedAsync(11);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"m{i}"), story.Server.Submitted.Skip(1).Select(Text));
    }

    [Fact]
    public async Task NothingIsSubmitted_BeforeTheManifestWasTaken()
    {
        await using var story = await Story.BeginAsync(start: false);
        story.Server.Fail = path => path == "bridge/manifest" ? 503 : null;
        await story.StartAsync();
        await story.Alice.SayDirectAsync(Story.CarolsGhost, "early");
        await story.WaitingAsync(1);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        Assert.Empty(story.Server.Transactions);
        story.Server.Fail = null;
        await story.SubmittedAsync(1);
    }

    [Fact]
    public async Task RepeatedNativeEvents_AreSubmittedOnce()
    {
        await using var story = await Story.BeginAsync();
        story.Net.Stutter = true;
        var room = await story.TalkAsync();
        await story.Alice.SayAsync(room, "once");
        await story.SubmittedAsync(2);
        Assert.Equal(2, story.Server.Transactions.Count);
    }

    [Fact]
    public async Task NobodyBehindTheGhost_SenderIsTold()
    {
        await using var story = await Story.BeginAsync();
        var nobody = new NativeUserId("~ocip/nobody");
        await story.Alice.SayDirectAsync(nobody, "hello?");
        var room = FakeNet.DirectId(story.Alice.Account, nobody);
        await story.WorkedOffAsync();
        Assert.Equal("There is nobody behind ~ocip/nobody; your message was not delivered.", story.Texts(room)[1]);
        Assert.Empty(story.Server.Submitted);
    }

    [Fact]
    public async Task PersonOfAnotherNetwork_IsReachedByTheirAddress()
    {
        await using var story = await Story.BeginAsync();
        var bob = new FakeConnector(story.Net).NameGhost(new GhostAddress("xmpp", "bob@example.org"));
        await story.Alice.SayDirectAsync(bob, "hi");
        await story.SubmittedAsync(1);
        Assert.Equal(story.Server.Submitted[0].Room, Assert.Single(story.Server.Portals).Room);
        Assert.NotNull(story.Server.UserOf("xmpp", "bob@example.org"));
    }

    [Fact]
    public async Task AutomaticMessages_AndRoomsThatAreNoPortals_AreNotBridged()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        await story.Alice.SayAsync(room, "beep", null, null, null, MessageKind.Notice);
        var elsewhere = await story.Alice.MakeRoomAsync("private");
        await story.Alice.SayAsync(elsewhere, "not for you");
        await story.Alice.SayAsync(room, "end");
        await story.SubmittedAsync(2);
        Assert.Equal(["hello", "end"], story.Server.Submitted.Select(Text));
    }

    [Fact]
    public async Task Flood_IsRefused_PerSenderAndOverall()
    {
        await using var story = await Story.BeginAsync(adjust: s => s with { InboxRowsPerSenderMax = 3, InboxRowsMax = 5 });
        story.Server.Fail = _ => 503;
        for (var i = 0; i < 3; i++)
            await story.Core.AcceptAsync([Said("alice", i)], CancellationToken.None);
        await Assert.ThrowsAsync<BridgeBusyException>(() => story.Core.AcceptAsync([Said("alice", 3)], CancellationToken.None));
        await story.Core.AcceptAsync([Said("bob", 4), Said("bob", 5)], CancellationToken.None);
        await Assert.ThrowsAsync<BridgeBusyException>(() => story.Core.AcceptAsync([Said("dora", 6)], CancellationToken.None));
        // A repeat takes no place.
        Assert.Equal(5, story.Core.Health.InboxDepth);

        static InboundMessage Said(string who, int n) => new()
        {
            Id = new NativeEventId($"m{n}"), Room = new NativeRoomId("!somewhere"), Sender = new NativeUserId(who), Text = "x", DirectWith = Story.CarolsGhost,
        };
    }

    private static MessageContent Content(EventDraft draft) => System.Text.Json.JsonSerializer.Deserialize(draft.Content, OcipJson.Default.MessageContent)!;

    private static string? Text(EventDraft draft) => MessageText.PlainOf(Content(draft));
}
