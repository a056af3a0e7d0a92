using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Time;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Personal;

/// <summary>
/// Marked text goes down every path of personal rooms and of what is refused across personas, with faults and kills in between; then every octet of
/// every file of the server, and all that it printed, is searched for it (ROM-5.204, PPL-10.201).
/// </summary>
public sealed class NothingKeptTests
{
    private readonly string mark = $"zq{Guid.CreateVersion7():N}kj";
    private int number;

    [Fact]
    public async Task MarkedText_IsInNoFile_AndWasNotPrinted()
    {
        var backups = Directory.CreateTempSubdirectory("ocip-personal-").FullName;
        await using var scene = await Scene.OpenAsync("--backups", backups);
        using var ann = await HomePersona.MakeAsync(scene, "ann");
        using var ben = await HomePersona.MakeAsync(scene, "ben");
        var dan = await scene.PersonAsync("dan");
        var work = await Scene.RoomAsync(dan, await scene.PersonAsync("eve"), await scene.PersonAsync("fay"));
        // What is kept in the clear is found: the search finds what is there.
        var control = $"control{mark[2..20]}";
        Assert.Equal("2.0.0", (await dan.SubmitAsync(HomePersona.Draft(work, EventTypes.Room, $$"""{"name":"{{control}}"}""", """{"kind":"group"}"""))).Code);

        var room = await ann.RoomAsync("group", Marked(), ben);
        await TalkAsync(ann, room);
        await RefusedAsync(ann, room, work);
        await LiveAsync(scene, ann, room, work);
        await FilesAsync(ann, room);
        await AskedWronglyAsync(ann, room);

        await scene.Server.KillAsync();
        await scene.Server.StartAsync("--backups", backups);
        Assert.Empty(await ben.WaitingAsync());
        await TalkAsync(ann, room);
        await scene.Server.RestartAsync("--backups", backups, "--fault", FaultPoints.PolicyUnavailable);
        await TalkAsync(ann, room);
        await RefusedAsync(ann, room, work);
        // The first commits of a process are its own; from some time on none succeeds.
        await scene.Server.RestartAsync("--backups", backups, "--fault", $"{FaultPoints.CommitError}:40");
        while ((await dan.SayAsync(work, "until the disk fails")).Code != "4.1.0")
            await Pause.Ms(1);
        await TalkAsync(ann, room);
        await RefusedAsync(ann, room, work);
        await scene.Server.RestartAsync("--backups", backups);
        await TalkAsync(ann, room);
        await ben.AcknowledgeAsync();
        await ExportAsync(scene, backups);
        await TalkAsync(ann, room);

        var places = new[] { scene.Server.Data, backups };
        Assert.NotEmpty(Found(places, Encoding.UTF8.GetBytes(control)));
        foreach (var form in Forms(mark))
            Assert.Empty(Found(places, form));
        Assert.DoesNotContain(mark, scene.Server.Output, StringComparison.Ordinal);
        await scene.Server.KillAsync();
        foreach (var form in Forms(mark))
            Assert.Empty(Found(places, form));
        Directory.Delete(backups, recursive: true);
    }

    private string Marked() => $"{mark} {++number}";

    /// <summary>Message, edit, reaction, retraction with a reason, a new name and topic.</summary>
    private async Task TalkAsync(HomePersona ann, RoomId room)
    {
        var sent = await HomePersona.SubmitAsync(ann.AtHome, Actor.Message(room, Marked()));
        Assert.Equal("2.0.4", sent["code"]!.GetValue<string>());
        var id = EventId.Parse(sent["event"]!.GetValue<string>());
        foreach (var draft in new[]
        {
            Actor.Edit(room, id, Marked()),
            HomePersona.Draft(room, EventTypes.Reaction, $$$"""{"part":{"cardinality":"single","contentType":"text/plain","content":"{{{Marked()}}}"}}""", relates: new Relation(Relation.ReactsTo, id)),
            HomePersona.Draft(room, EventTypes.Room, $$"""{"name":"{{Marked()}}","topic":"{{Marked()}}"}""", """{"kind":"group"}"""),
            Actor.Message(room, Marked()) with { Labels = [Marked()] },
        })
            Assert.Equal("2.0.4", (await HomePersona.SubmitAsync(ann.AtHome, draft))["code"]!.GetValue<string>());
        Assert.Equal("2.0.4", (await HomePersona.SubmitAsync(ann.AtHome, HomePersona.Draft(room, EventTypes.Retract, $$"""{"reason":"{{Marked()}}"}""", relates: new Relation(Relation.Retracts, id))))["code"]!.GetValue<string>());
    }

    /// <summary>Across personas in both directions, to a room that is not there, not well formed, and for later.</summary>
    private async Task RefusedAsync(HomePersona ann, RoomId room, RoomId work)
    {
        Assert.Equal("5.3.0", await ann.SayAsync(work, Marked()));
        Assert.Equal("5.3.0", await ann.SayAsync(RoomId.Of(room.Provider, Guid.CreateVersion7()), Marked()));
        Assert.Equal("5.3.0", (await HomePersona.SubmitAsync(ann.AtWork, Actor.Message(room, Marked())))["code"]!.GetValue<string>());
        Assert.Equal("5.5.0", (await HomePersona.SubmitAsync(ann.AtHome, HomePersona.Draft(room, EventTypes.Message, $$"""{"part":"{{Marked()}}"}""")))["code"]!.GetValue<string>());
        Assert.Equal("5.1.0", (await HomePersona.SubmitAsync(ann.AtHome, HomePersona.Draft(room, EventTypes.Notice, $$"""{"text":"{{Marked()}}"}""")))["code"]!.GetValue<string>());
        var later = new SendLaterRequest(WireTime.Format(TimeProvider.System.GetUtcNow().AddHours(1)), Actor.Message(room, Marked()));
        Assert.Equal("5.3.0", await ann.AtHome.RefusedAsync("POST client/later", JsonSerializer.Serialize(later, OcipJson.Default.SendLaterRequest)));
        Assert.Equal("5.3.0", await ann.AtHome.RefusedAsync("POST client/labour/acknowledgement", $$"""{"month":"2026-11","agreed":false,"note":"{{Marked()}}"}"""));
    }

    /// <summary>The same over the live binding.</summary>
    private async Task LiveAsync(Scene scene, HomePersona ann, RoomId room, RoomId work)
    {
        using var client = new OcipClient(scene.Server.Address, ann.HomeToken);
        await using var live = client.Live();
        var answer = await live.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [Actor.Message(room, Marked()), Actor.Message(work, Marked())]));
        Assert.Equal(["2.0.4", "5.3.0"], answer.Results.Select(r => r.Code));
    }

    private async Task FilesAsync(HomePersona ann, RoomId room)
    {
        var (_, answer) = await ann.AtHome.SendAsync("POST client/media", Marked(), "text/plain");
        Assert.Equal("5.3.0", JsonNode.Parse(answer)!["code"]!.GetValue<string>());
        await ann.AtHome.SendAsync($"POST client/media/uploads?name={mark}", Marked(), "application/offset+octet-stream");
        var part = $$$"""{"part":{"cardinality":"external","contentType":"text/plain","url":"ocip://acme.example/m/{{{new string('A', 43)}}}","size":3,"digest":"{{{new string('A', 43)}}}","filename":"{{{Marked()}}}"}}""";
        Assert.Equal("5.3.0", (await HomePersona.SubmitAsync(ann.AtHome, HomePersona.Draft(room, EventTypes.Message, part)))["code"]!.GetValue<string>());
    }

    /// <summary>Bodies that are no requests, too large, or for others than personal personas.</summary>
    private async Task AskedWronglyAsync(HomePersona ann, RoomId room)
    {
        await ann.AtHome.SendAsync("POST client/submit", $"{{\"{Marked()}\":");
        await ann.AtHome.SendAsync("POST client/rooms", $$"""{"kind":"{{Marked()}}","participants":[]}""");
        await ann.AtHome.SendAsync("POST client/rooms", $$"""{"kind":"direct","participants":["ocip://acme.example/u/dan"],"name":"{{Marked()}}"}""");
        await ann.AtHome.SendAsync("POST client/submit", JsonSerializer.Serialize(new SubmitRequest(Actor.NewTransaction(), [Actor.Message(room, Marked() + new string('x', 200_000))]), OcipJson.Default.SubmitRequest));
        await ann.AtHome.SendAsync("POST client/consents", $$"""{"operation":"request","text":"{{Marked()}}"}""");
        await ann.AtHome.SendAsync("POST client/reports", $$"""{"room":"{{room.Value}}","event":"{{new string('A', 43)}}","reason":"{{Marked()}}"}""");
        await ann.AtHome.SendAsync("POST client/supervision/acknowledgement", $$"""{"version":"{{Marked()}}","digest":"{{new string('A', 43)}}","language":"{{mark}}"}""");
        await ann.AtHome.SendAsync($"PUT client/later/{mark}", $$"""{"sendAt":"{{Marked()}}"}""");
        await ann.AtHome.SendAsync($"POST client/urgent/{mark}/approval", null);
        await ann.AtHome.SendAsync($"GET client/people?text={mark}", null);
        await ann.AtHome.SendAsync($"GET client/reachable?user={mark}", null);
        await ann.AtHome.SendAsync($"GET client/sync?after={mark}", null);
        await ann.AtHome.SendAsync($"GET client/rooms/{mark}/events?afterSeq={mark}", null);
    }

    /// <summary>An export of everything and a backup: what is not there cannot be in them.</summary>
    private static async Task ExportAsync(Scene scene, string backups)
    {
        using var officer = new JsonCalls(scene.Server.Address, (await scene.Admin.CreateTokenAsync("eve", new TokenRequest(["examiner"]))).Token);
        var id = (await officer.CallAsync("POST archive/exports", """{"purpose":"an examination","formats":["html"],"scope":{"kinds":["event","refusal","policy","link"]}}"""))!["id"]!.GetValue<string>();
        while ((await officer.CallAsync($"GET archive/exports/{id}"))!["state"]!.GetValue<string>() is "queued" or "running")
            await Pause.Ms(50);
        using var office = new JsonCalls(scene.Server.Address, scene.AdminToken);
        await office.CallAsync("POST archive/backups", """{"name":"one"}""");
        while ((await office.CallAsync("GET archive/backups/one"))!["state"]!.GetValue<string>() == "running")
            await Pause.Ms(50);
        Assert.NotEmpty(Directory.EnumerateFiles(backups, "*", SearchOption.AllDirectories));
    }

    /// <summary>As UTF-8, as UTF-16, and within base64 at each of its three alignments.</summary>
    private static IEnumerable<byte[]> Forms(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        yield return octets;
        yield return Encoding.Unicode.GetBytes(text);
        for (var skip = 0; skip < 3; skip++)
            yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(octets.AsSpan(skip, (octets.Length - skip) / 3 * 3)));
    }

    private static string[] Found(IEnumerable<string> folders, byte[] octets) => [.. folders.SelectMany(folder => RawFiles.With(folder, octets))];
}
