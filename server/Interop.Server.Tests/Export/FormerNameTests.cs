using System.IO.Compression;
using System.Text;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>People and rooms are called in packages, and in conversations of the past, as they were when it was archived (spec 8.15, 8.16).</summary>
[Collection(RealServerTests.Name)]
public sealed class FormerNameTests
{
    [Fact]
    public async Task Names_AreThoseOfTheTime_AndANewOneIsOnRecord()
    {
        await using var scene = await Scene.OpenAsync();
        var alice = await scene.PersonAsync("alice");
        using var bridge = await BridgeActor.OpenAsync(scene, "matrix");
        var bob = await bridge.ContactAsync("@bob:partner.example", displayName: "Bob Before");
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Old name"))).Room;
        await bridge.TellAsync(room, bob.User);
        var first = await bridge.SubmitAsync(bridge.Draft(room, bob, "said by the old name"));
        Assert.Equal("2.0.0", first.Code);
        await bridge.ContactAsync("@bob:partner.example", displayName: "Bob After");
        await alice.SubmitAsync(new EventDraft { Room = room, Type = EventTypes.Room, State = Object("""{"kind":"group"}"""), Content = Object("""{"name":"New name"}""") });
        await bridge.SubmitAsync(bridge.Draft(room, bob, "said by the new name"));

        using var packages = await Packages.OpenAsync(scene, "ivan", "investigator");
        var (_, path) = await packages.MakeAsync(new ExportScope(), "csv", "html");
        packages.Good(path);
        using (var zip = ZipFile.OpenRead(path))
        {
            var page = Text(zip.Entries.First(e => e.FullName.StartsWith("html/2", StringComparison.Ordinal) && Text(e).Contains("said by the old name", StringComparison.Ordinal)));
            Assert.InRange(page.IndexOf("Bob Before</bdi>", StringComparison.Ordinal), 1, page.IndexOf("said by the old name", StringComparison.Ordinal));
            Assert.InRange(page.IndexOf("Bob After</bdi>", StringComparison.Ordinal), page.IndexOf("said by the old name", StringComparison.Ordinal), page.IndexOf("said by the new name", StringComparison.Ordinal));
            Assert.Contains("<h1><bdi>Old name</bdi></h1>", page, StringComparison.Ordinal);
            Assert.Contains("it is called “New name”", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
            Assert.Contains("declares since", page, StringComparison.Ordinal);
            var lines = Text(zip.Entries.First(e => e.FullName.EndsWith(".csv", StringComparison.Ordinal) && e.FullName.Contains("records", StringComparison.Ordinal))).Split('\n');
            Assert.Contains("Bob Before", lines.First(line => line.Contains("said by the old name", StringComparison.Ordinal)), StringComparison.Ordinal);
            var late = lines.First(line => line.Contains("said by the new name", StringComparison.Ordinal));
            Assert.Contains("Bob After", late, StringComparison.Ordinal);
            Assert.Contains("New name", late, StringComparison.Ordinal);
        }
        // A person's own copy has the same names.
        (_, path) = await packages.MakeAsync(new ExportRequest("A copy for Alice", [], new ExportScope(), ClientCopy: alice.User));
        packages.Good(path);
        await using (var zip = await ZipFile.OpenReadAsync(path))
        {
            var page = Text(zip.Entries.First(e => e.FullName.StartsWith("html/2", StringComparison.Ordinal) && Text(e).Contains("said by the old name", StringComparison.Ordinal)));
            Assert.InRange(page.IndexOf("Bob Before</bdi>", StringComparison.Ordinal), 1, page.IndexOf("said by the old name", StringComparison.Ordinal));
            Assert.InRange(page.IndexOf("Bob After</bdi>", StringComparison.Ordinal), page.IndexOf("said by the old name", StringComparison.Ordinal), page.IndexOf("said by the new name", StringComparison.Ordinal));
        }
        // A new name is on record as the first was.
        Assert.Equal(2, (await scene.AuditAsync()).OfKind("link").Count(r => r.Record.TryGetProperty("user", out var user) && user.GetString() == bob.User.Value));
    }

    private static System.Text.Json.JsonElement Object(string json) => System.Text.Json.JsonDocument.Parse(json).RootElement;

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
