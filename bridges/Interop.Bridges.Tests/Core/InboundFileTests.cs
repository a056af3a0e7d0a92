using System.Text.Json;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>Files of native people on their way to the server.</summary>
public sealed class InboundFileTests
{
    [Fact]
    public async Task FileAlone_IsPutInForItsSender_AndIsTheMessage()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        await story.Alice.SendFileAsync(room, PersonFile.Picture);
        await story.SubmittedAsync(2);
        var part = PartOf(story.Server.Submitted[^1]);
        Assert.Equal(("external", "image/png", "red pixel.png", (long?)PersonFile.Picture.Octets.Length), (part.Cardinality, part.ContentType, part.Filename, part.Size));
        var (octets, by) = story.Server.Media[part.Digest!];
        Assert.Equal(PersonFile.Picture.Octets, octets);
        Assert.Equal(story.UserOf(story.Alice).Value, by);
        Assert.Equal($"ocip://acme.example/m/{part.Digest}", part.Url);
        Assert.Null(story.Server.Submitted[^1].Provenance!.Fidelity);
        Assert.Empty(Directory.GetFiles(story.Spool));
    }

    [Fact]
    public async Task FileWithACaption_ComesAfterItsText_AndAChangedCaptionKeepsTheFile()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        var id = await story.Alice.SendFileAsync(room, PersonFile.Picture, "as promised");
        await story.SubmittedAsync(2);
        await story.Alice.EditCaptionAsync(room, id, PersonFile.Picture, "as promised, today");
        await story.SubmittedAsync(3);
        await story.Alice.RetractAsync(room, id);
        await story.SubmittedAsync(4);
        var (sent, edited, taken) = (story.Server.Submitted[1], story.Server.Submitted[2], story.Server.Submitted[3]);
        Assert.Equal("processAll", PartOf(sent).Semantics);
        Assert.Equal([("text/plain", "as promised"), ("image/png", null)], PartOf(sent).Parts!.Select(p => (p.ContentType, p.Content)));
        Assert.Equal((EventTypes.Edit, Relation.Replaces), (edited.Type, edited.Relates!.Type));
        Assert.Equal("as promised, today", PartOf(edited).Parts![0].Content);
        Assert.Equal(PartOf(sent).Parts![1].Digest, PartOf(edited).Parts![1].Digest);
        Assert.Equal((EventTypes.Retract, edited.Relates.Event), (taken.Type, taken.Relates!.Event));
    }

    [Fact]
    public async Task FileHostAway_TheFileWaits_AndSoDoesWhatIsSaidAfterIt()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        story.Net.FilesAway = true;
        await story.Alice.SayAsync(room, "before");
        await story.Alice.SendFileAsync(room, PersonFile.Picture);
        await story.Alice.SayAsync(room, "after");
        await story.WaitingAsync(2);
        Assert.Equal("before", MessageText.PlainOf(ContentOf(story.Server.Submitted[^1])));
        story.Net.FilesAway = false;
        await story.SubmittedAsync(4);
        Assert.Equal("external", PartOf(story.Server.Submitted[2]).Cardinality);
        Assert.Equal("after", MessageText.PlainOf(ContentOf(story.Server.Submitted[3])));
    }

    [Fact]
    public async Task ServerAway_WhileAFileIsPutIn_ItIsPutInLater_Once()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        story.Server.Fail = path => path == "bridge/media" ? 503 : null;
        await story.Alice.SendFileAsync(room, PersonFile.Picture);
        await story.WaitingAsync(1);
        await story.RestartAsync();
        story.Server.Fail = null;
        await story.SubmittedAsync(2);
        Assert.Equal(2, story.Server.Submitted.Count);
        Assert.Empty(Directory.GetFiles(story.Spool));
    }

    [Theory]
    [InlineData(2000, "A file has at most 1000 octets.")]
    [InlineData(6000, "It is larger than 4.9 KiB.")]
    [InlineData(0, "It is empty.")]
    public async Task FileThatCannotBeCarried_StandsInTheText_AndItsSenderIsToldWhy(int octets, string why)
    {
        await using var story = await Story.BeginAsync(adjust: s => s with { FileOctetsMax = 5000 });
        story.Server.MediaOctetsMax = 1000;
        var room = await story.TalkAsync();
        await story.Alice.SendFileAsync(room, PersonFile.Plain(octets), "all of it");
        await story.SubmittedAsync(2);
        var draft = story.Server.Submitted[^1];
        Assert.Equal("all of it\n[clause 7.txt]", MessageText.PlainOf(ContentOf(draft)));
        Assert.Equal($"The file clause 7.txt was not carried over. {why}", Assert.Single(draft.Provenance!.Fidelity!));
        Assert.Single(story.Texts(room), $"Your file “clause 7.txt” was not delivered. {why}");
        Assert.Empty(story.Server.Media);
    }

    [Fact]
    public async Task InfectedFile_IsLeftOut_AndWhatWasSaidWithItGoesOn()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        story.Server.Infected = true;
        await story.Alice.SendFileAsync(room, PersonFile.Picture, "look");
        await story.SubmittedAsync(2);
        Assert.Equal("look\n[red pixel.png]", MessageText.PlainOf(ContentOf(story.Server.Submitted[^1])));
        Assert.Single(story.Texts(room), t => t.StartsWith("Your file “red pixel.png” was not delivered. A scanner found malware", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FileThatCannotBeHadForLong_IsLeftOut_AndTheConversationGoesOn()
    {
        await using var story = await Story.BeginAsync(adjust: s => s with { FileWaitMax = TimeSpan.FromMilliseconds(300) });
        var room = await story.TalkAsync();
        story.Net.FilesAway = true;
        await story.Alice.SendFileAsync(room, PersonFile.Picture);
        await story.Alice.SayAsync(room, "and now?");
        await story.SubmittedAsync(3);
        Assert.Equal("[red pixel.png]", MessageText.PlainOf(ContentOf(story.Server.Submitted[1])));
        Assert.Contains(story.Texts(room), t => t.StartsWith("Your file “red pixel.png” was not delivered.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../../etc/passwd", "_._.._etc_passwd")]
    [InlineData(".bashrc", "_bashrc")]
    [InlineData("a\u0000b\u202egnp.exe", "a\ufffdb_gnp.exe")]
    public async Task NamesOfStrangers_BecomeNamesOnly(string given, string offered)
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        await story.Alice.SendFileAsync(room, PersonFile.Plain(10, given) with { ContentType = "no type at all" });
        await story.SubmittedAsync(2);
        Assert.Equal((offered, "application/octet-stream"), (PartOf(story.Server.Submitted[^1]).Filename, PartOf(story.Server.Submitted[^1]).ContentType));
    }

    private static ContentPart PartOf(EventDraft draft) => ContentOf(draft).Part;

    private static MessageContent ContentOf(EventDraft draft) => JsonSerializer.Deserialize(draft.Content, OcipJson.Default.MessageContent)!;
}
