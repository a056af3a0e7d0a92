using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Tests.FakeNetwork;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>Files of the server's people on their way to the network.</summary>
public sealed class OutboundFileTests
{
    private static readonly PersonFile Second = PersonFile.Plain(300, "list.txt");

    [Fact]
    public async Task FileWithText_IsOneMessage_WithTheTextAsCaption()
    {
        await using var story = await Story.BeginAsync();
        var (native, room, alice) = await TalkAsync(story);
        story.Server.PushFiles(room, story.Carol, "as agreed", [alice], PersonFile.Picture);
        await story.ReportedAsync(1);
        var shown = story.Net.Timeline(native)[^1];
        Assert.Equal((Story.CarolsGhost, "as agreed", "red pixel.png", "image/png"), (shown.Sender, shown.Text, shown.File!.Name, shown.File.ContentType));
        Assert.Equal(PersonFile.Picture.Octets, shown.File.Octets);
        Assert.Equal(("2.0.0", null, shown.Id.Value), (story.Server.Reports[^1].Code, story.Server.Reports[^1].Fidelity, story.Server.Reports[^1].NativeId));
        Assert.Empty(Directory.GetFiles(story.Spool));
    }

    [Fact]
    public async Task SeveralFiles_ComeInOrder_AndARetractionTakesThemAllBack()
    {
        await using var story = await Story.BeginAsync();
        var (native, room, alice) = await TalkAsync(story);
        var sent = story.Server.PushFiles(room, story.Carol, "two things", [alice], PersonFile.Picture, Second);
        await story.ReportedAsync(1);
        Assert.Equal([("two things", "red pixel.png"), ("", "list.txt")], story.Net.Timeline(native).TakeLast(2).Select(m => (m.Text, m.File!.Name)));
        story.Server.Push(room, story.Carol, EventTypes.Retract, ScriptedServer.Nothing, [alice], new Relation(Relation.Retracts, sent.Id));
        await story.ReportedAsync(2);
        Assert.All(story.Net.Timeline(native).TakeLast(2), m => Assert.True(m is { Retracted: true, File: null }));
    }

    [Fact]
    public async Task ChangedText_ChangesTheCaption_AndLeavesTheFiles()
    {
        await using var story = await Story.BeginAsync();
        var (native, room, alice) = await TalkAsync(story);
        var sent = story.Server.PushFiles(room, story.Carol, "frist", [alice], PersonFile.Picture, Second);
        story.Server.Push(room, story.Carol, EventTypes.Edit, story.Server.ContentOf("first", PersonFile.Picture, Second), [alice], new Relation(Relation.Replaces, sent.Id));
        await story.ReportedAsync(2);
        Assert.Equal([("first", true, "red pixel.png"), ("", false, "list.txt")], story.Net.Timeline(native).TakeLast(2).Select(m => (m.Text, m.Edited, m.File!.Name)));
        Assert.Equal(2, story.Net.FilesTaken);
    }

    [Fact]
    public async Task FileTakenOutByAnEdit_DoesNotStay_AndTheNextEditAndTheRetractionHitWhatIsShownInstead()
    {
        await using var story = await Story.BeginAsync();
        var (native, room, alice) = await TalkAsync(story);
        var sent = story.Server.PushFiles(room, story.Carol, "both", [alice], PersonFile.Picture, Second);
        Edit("one only", Second);
        await story.ReportedAsync(2);
        var timeline = story.Net.Timeline(native);
        Assert.All(timeline.TakeLast(3).Take(2), m => Assert.True(m is { Retracted: true, File: null }));
        Assert.Equal(("* one only", "list.txt"), (timeline[^1].Text, timeline[^1].File!.Name));
        Edit("one only, sorry", Second);
        await story.ReportedAsync(3);
        Assert.Equal(("one only, sorry", true), (story.Net.Timeline(native)[^1].Text, story.Net.Timeline(native)[^1].Edited));
        story.Server.Push(room, story.Carol, EventTypes.Retract, ScriptedServer.Nothing, [alice], new Relation(Relation.Retracts, sent.Id));
        await story.ReportedAsync(4);
        Assert.All(story.Net.Timeline(native).TakeLast(3), m => Assert.True(m.Retracted));

        void Edit(string text, params PersonFile[] files) =>
            story.Server.Push(room, story.Carol, EventTypes.Edit, story.Server.ContentOf(text, files), [alice], new Relation(Relation.Replaces, sent.Id));
    }

    [Fact]
    public async Task NetworkWithoutCaptions_ShowsTheTextFirst_AndChangesIt()
    {
        await using var story = await Story.BeginAsync(net => new PlainFilesConnector(net));
        var (native, room, alice) = await TalkAsync(story);
        var sent = story.Server.PushFiles(room, story.Carol, "frist", [alice], PersonFile.Picture);
        story.Server.Push(room, story.Carol, EventTypes.Edit, story.Server.ContentOf("first", PersonFile.Picture), [alice], new Relation(Relation.Replaces, sent.Id));
        await story.ReportedAsync(2);
        Assert.Equal([("first", null), ("", "red pixel.png")], story.Net.Timeline(native).TakeLast(2).Select(m => (m.Text, m.File?.Name)));
        Assert.Equal(["The text is a message of its own, before the file."], story.Server.Reports[0].Fidelity!);
        Assert.Equal("degraded", story.Server.Manifest!.Features["media"]);
    }

    [Fact]
    public async Task NetworkWithoutFiles_NamesThemInTheText()
    {
        await using var story = await Story.BeginAsync(net => new RelayConnector(net));
        var alice = story.UserOf(story.Alice);
        var room = story.Server.AddRoom("direct", null, alice, story.Carol);
        story.Server.PushFiles(room.Room, story.Carol, "see", [alice], Second);
        await story.ReportedAsync(1);
        Assert.Equal("Carol: see\n[file: list.txt, 300 octets]", story.Net.Rooms.Single().Timeline[^1].Text);
        Assert.Equal(["Files are not carried: their names stand in the text."], story.Server.Reports[0].Fidelity!);
    }

    [Fact]
    public async Task FileTooLargeForTheNetwork_AloneIsRefused_WithOthersItIsNamed()
    {
        await using var story = await Story.BeginAsync();
        var (native, room, alice) = await TalkAsync(story);
        story.Net.FileOctetsMax = 200;
        story.Server.PushFiles(room, story.Carol, null, [alice], Second);
        story.Server.PushFiles(room, story.Carol, null, [alice], PersonFile.Picture, Second);
        await story.ReportedAsync(2);
        Assert.Equal(("5.1.0", "It is larger than the network takes."), (story.Server.Reports[0].Code, story.Server.Reports[0].Detail));
        Assert.Equal(["The file list.txt was not carried. It is larger than the network takes."], story.Server.Reports[1].Fidelity!);
        Assert.Equal([("", "red pixel.png"), ("[file: list.txt, 300 octets]", null)], story.Net.Timeline(native).TakeLast(2).Select(m => (m.Text, m.File?.Name)));
    }

    [Fact]
    public async Task FileHostOrServerAway_TheFileComesLater_Once_InOrder()
    {
        await using var story = await Story.BeginAsync();
        var (native, room, alice) = await TalkAsync(story);
        story.Net.FilesAway = true;
        story.Server.PushFiles(room, story.Carol, null, [alice], Second);
        story.Server.PushMessage(room, story.Carol, "after", [alice]);
        await Eventually.Holds(() => story.Core.Health is { OutboxDepth: 2, LastError: not null }, "a failure");
        story.Server.Fail = path => path.StartsWith("bridge/media", StringComparison.Ordinal) ? 503 : null;
        story.Net.FilesAway = false;
        await story.RestartAsync();
        story.Server.Fail = null;
        await story.ReportedAsync(2);
        Assert.Equal([("", "list.txt"), ("after", null)], story.Net.Timeline(native).TakeLast(2).Select(m => (m.Text, m.File?.Name)));
    }

    [Fact]
    public async Task FileThatIsWithheld_IsNotHandedToTheNetwork()
    {
        await using var story = await Story.BeginAsync();
        var (native, room, alice) = await TalkAsync(story);
        story.Server.Withheld.Add(alice.Value);
        story.Server.PushFiles(room, story.Carol, null, [alice], Second);
        await story.ReportedAsync(1);
        Assert.Equal("5.1.0", story.Server.Reports[0].Code);
        Assert.Equal(0, story.Net.FilesTaken);
        Assert.DoesNotContain(story.Net.Timeline(native), m => m.File is not null);
    }

    [Fact]
    public async Task PictureThatIsNone_IsNotCalledOne()
    {
        await using var story = await Story.BeginAsync();
        var (native, room, alice) = await TalkAsync(story);
        story.Server.PushFiles(room, story.Carol, null, [alice], PersonFile.Plain(40, "page.png") with { ContentType = "image/png" });
        await story.ReportedAsync(1);
        Assert.Equal("application/octet-stream", story.Net.Timeline(native)[^1].File!.ContentType);
    }

    private static async Task<(NativeRoomId Native, RoomId Room, UserId Alice)> TalkAsync(Story story)
    {
        var native = await story.TalkAsync();
        return (native, story.RoomOf(native), story.UserOf(story.Alice));
    }

    /// <summary>A network in which a file stands alone.</summary>
    private sealed class PlainFilesConnector(FakeNet net) : BareConnector(net), IShowsGhosts, IGatedPortals, ISendsEdits, IFetchesFiles, ISendsFiles
    {
        private readonly FakeConnector full = new(net);

        public NativeUserId NameGhost(GhostAddress address) => full.NameGhost(address);

        public GhostAddress? ReadGhost(NativeUserId account) => full.ReadGhost(account);

        public bool IsGhost(NativeUserId account) => full.IsGhost(account);

        public Task ShowGhostAsync(Ghost ghost, CancellationToken cancellationToken) => full.ShowGhostAsync(ghost, cancellationToken);

        public Task<OpenedPortal> OpenAsync(GatedPortalRequest request, CancellationToken cancellationToken) => full.OpenAsync(request, cancellationToken);

        public Task<NativeSent> SendEditAsync(NativeEdit edit, CancellationToken cancellationToken) => full.SendEditAsync(edit, cancellationToken);

        public Task FetchAsync(InboundFile file, NativeUserId sender, Stream to, long octetsMax, CancellationToken cancellationToken) =>
            full.FetchAsync(file, sender, to, octetsMax, cancellationToken);

        public Task<NativeSent> SendFileAsync(NativeFile file, CancellationToken cancellationToken) => full.SendFileAsync(file, cancellationToken);
    }
}
