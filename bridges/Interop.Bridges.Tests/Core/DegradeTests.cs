using System.Text.Json;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.FakeNetwork;
using Interop.Protocol.Events;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>What a network cannot carry is replaced by what it can, in one place, and every replacement is noted.</summary>
public sealed class DegradeTests
{
    [Fact]
    public async Task NetworkThatCanOnlyShowText_GetsEverythingAsText_WithNotes()
    {
        await using var story = await Story.BeginAsync(net => new RelayConnector(net));
        var alice = story.UserOf(story.Alice);
        var room = story.Server.AddRoom("group", "Projekt", story.Carol, alice).Room;
        var first = story.Server.PushMessage(room, story.Carol, "very loud", [alice], "very <b>loud</b>");
        story.Server.PushMessage(room, story.Carol, "indeed", [alice], replyTo: first.Id);
        story.Server.Push(room, story.Carol, EventTypes.Edit, ScriptedServer.Content("very quiet"), [alice], new Relation(Relation.Replaces, first.Id));
        story.Server.Push(room, story.Carol, EventTypes.Retract, JsonDocument.Parse("{}").RootElement, [alice], new Relation(Relation.Retracts, first.Id));
        story.Server.Push(room, story.Carol, EventTypes.Room, JsonDocument.Parse("""{"name":"New"}""").RootElement, [alice], state: JsonDocument.Parse("""{"kind":"group"}""").RootElement);
        story.Server.Push(room, story.Carol, EventTypes.Membership, JsonDocument.Parse("{}").RootElement, [alice], state: JsonDocument.Parse($$"""{"target":"{{story.Carol}}","membership":"leave"}""").RootElement);
        await story.ReportedAsync(6);
        var native = new NativeRoomId(story.Server.Portals[0].NativeRoom);
        Assert.Equal(
            [
                "This conversation is recorded.", "Carol: very loud", "Carol: > Carol: very loud\nindeed", "Carol: * very quiet", "Carol took back a message.",
                "The conversation is now called “New”.", "Carol left.",
            ],
            story.Texts(native));
        Assert.All(story.Net.Timeline(native), m => Assert.Equal(BareConnector.Bot, m.Sender));
        Assert.All(story.Server.Reports, r => Assert.NotEmpty(r.Fidelity!));
    }

    [Fact]
    public async Task NetworkWithMessageStyling_GetsStyledText()
    {
        await using var story = await Story.BeginAsync(net => new FakeConnector(net) { Formatting = Connectors.NativeFormatting.Styling });
        var native = await story.TalkAsync();
        story.Server.PushMessage(story.RoomOf(native), story.Carol, "very loud and red", [story.UserOf(story.Alice)], "very <b>loud</b> and <span data-mx-color=\"#ff0000\">red</span>");
        await story.ReportedAsync(1);
        Assert.Equal("very *loud* and red", story.Texts(native)[^1]);
        Assert.Equal(["Colour was not carried."], story.Server.Reports[0].Fidelity!);
    }

    [Fact]
    public async Task AnswerToAMessageThatWasNotShownHere_IsQuotedOrNoted()
    {
        await using var story = await Story.BeginAsync();
        var native = await story.TalkAsync();
        story.Server.PushMessage(story.RoomOf(native), story.Carol, "as I said", [story.UserOf(story.Alice)], replyTo: story.Server.NextEvent());
        await story.ReportedAsync(1);
        Assert.Equal("as I said", story.Texts(native)[^1]);
        Assert.Single(story.Server.Reports[0].Fidelity!);
    }

    [Fact]
    public async Task NetworkThatCannotOpenConversations_IsReported()
    {
        await using var story = await Story.BeginAsync(net => new BareConnector(net));
        var alice = story.UserOf(story.Alice);
        var room = story.Server.AddRoom("direct", null, story.Carol, alice).Room;
        story.Server.PushMessage(room, story.Carol, "anyone?", [alice]);
        await story.ReportedAsync(1);
        Assert.Equal("5.1.0", story.Server.Reports[0].Code);
        Assert.Contains("the person has to write first", story.Server.Reports[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifest_SaysWhatIsKeptDegradedAndLost()
    {
        await using var full = await Story.BeginAsync();
        await ConnectorContract.Eventually.Holds(() => full.Server.Manifest is not null, "the manifest");
        Assert.Equal(["gated", "observed"], full.Server.Manifest!.Portals);
        Assert.Equal(("kept", "lost"), (full.Server.Manifest.Features["edit"], full.Server.Manifest.Features["reaction"]));
        await using var bare = await Story.BeginAsync(net => new BareConnector(net));
        await ConnectorContract.Eventually.Holds(() => bare.Server.Manifest is not null, "the manifest");
        Assert.Empty(bare.Server.Manifest!.Portals);
        Assert.Equal("degraded", bare.Server.Manifest.Features["edit"]);
        Assert.NotEqual("", bare.Server.Manifest.Notes!["edit"]);
    }
}
