using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Media;
using Interop.Server.Tests.Specification;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>Packages for regulators and courts (spec 08.15): what is in them, in every format, and that an outsider can check it with the keys alone.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ExportTests(RealServer server) : IAsyncLifetime
{
    private const string Hostile = "=cmd|' /C calc'!A0 ]]> <script>alert(1)</script> \u202egnp.exe & \"quoted\", \\u{0001}\nBcc: x@example.org";
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();
    private Packages packages = null!;

    public async Task InitializeAsync() => packages = await Packages.OpenAsync(scene, "exporter" + suffix, "investigator");

    public Task DisposeAsync()
    {
        packages.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task WholeArchive_InAllFormats_Verifies_WithThePinnedKeysAlone()
    {
        var (room, media, _) = await TalkAsync();
        var (view, path) = await packages.MakeAsync(new ExportScope(), Packages.AllFormats);
        var report = packages.Good(path);
        Assert.Equal(view.Records, report.Records);
        Assert.Equal(report.LogSize, report.Records);
        Assert.Equal(1, report.Manifest!.Files.Count(f => f.Path.EndsWith(media, StringComparison.Ordinal)));
        // Whoever unpacks it has the same.
        var folder = path + ".d";
        await ZipFile.ExtractToDirectoryAsync(path, folder);
        Assert.Equal(report.Records, packages.Good(folder).Records);

        using var zip = await ZipFile.OpenReadAsync(path);
        Csv(zip);
        await ActianceAsync(zip, room.Value);
        await EdrmAsync(zip);
        await MailAsync(zip);
        var page = Text(zip.Entries.First(e => e.FullName.StartsWith("html/2", StringComparison.Ordinal) && Text(e).Contains("gnp.exe", StringComparison.Ordinal)));
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.Contains("\\u{202E}gnp.exe", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scopes_LeaveGaps_ThatAreProved_AndCounted()
    {
        var (room, _, said) = await TalkAsync();
        var size = (await scene.Office.Archive.RecordsAsync(-1, 500)).Records.Length;
        var cases = new (ExportScope Scope, Func<ArchiveRecord, bool> Fits)[]
        {
            (new() { Rooms = [room], Kinds = ["event"] }, r => r.Record.GetProperty("kind").GetString() == "event" && r.Record.GetProperty("header").GetProperty("room").GetString() == room.Value),
            (new() { Ranges = [new IndexRange(3, 3), new IndexRange(7, 8)] }, r => r.Index is 3 or 7 or 8),
            (new() { Kinds = ["link"] }, r => r.Record.GetProperty("kind").GetString() == "link"),
            (new() { From = "2999-01-01T00:00:00.000Z" }, _ => false),
        };
        var whole = await AllAsync();
        foreach (var (scope, fits) in cases)
        {
            var (view, path) = await packages.MakeAsync(scope, "csv", "html");
            var report = packages.Good(path);
            Assert.Equal(whole.Count(fits), report.Records);
            Assert.Equal(report.LogSize, report.Records + view.Omitted.Where(o => o.Reason == "outOfScope").Sum(o => o.Count));
        }
        Assert.True(size > 0 && said.Length == 43);
    }

    [Fact]
    public async Task Package_IsFetchedInRanges_AndRemovedAtTheEnd()
    {
        var (view, path) = await packages.MakeAsync(new ExportScope { Kinds = ["link"] });
        var half = path + ".half";
        await File.WriteAllBytesAsync(half, (await File.ReadAllBytesAsync(path))[..1000]);
        await using (var file = new FileStream(half, FileMode.Open))
            await packages.Office.Archive.DownloadExportAsync(view.Id, file);
        Assert.Equal(await File.ReadAllBytesAsync(path), await File.ReadAllBytesAsync(half));
        await packages.Office.Archive.EndExportAsync(view.Id);
        Assert.Equal("removed", (await packages.Office.Archive.ExportAsync(view.Id)).State);
        Assert.Equal("5.5.4", (await Assert.ThrowsAsync<OcipProblemException>(() => packages.FetchAsync(view))).Problem.Code);
        Assert.False(Directory.Exists(Path.Combine(scene.Server.Data, "exports", view.Id)));
    }

    [Fact]
    public async Task Asking_IsArchived_WithWhoAndWhy_AndNeedsARole()
    {
        using var reviewer = await Packages.OpenAsync(scene, "reviewer" + suffix, "reviewer");
        var request = new ExportRequest("an examination", [], new ExportScope { Kinds = ["link"] });
        Assert.Equal("5.1.0", (await Assert.ThrowsAsync<OcipProblemException>(() => reviewer.Office.Archive.ExportAsync(request))).Problem.Code);
        foreach (var wrong in new[] { request with { Purpose = " " }, request with { Formats = ["pst"] }, request with { Scope = new ExportScope { From = "yesterday" } }, request with { Scope = new ExportScope { Ranges = [new IndexRange(4, 3)] } }, request with { Scope = new ExportScope { Kinds = ["events"] } } })
            Assert.Equal("5.5.0", (await Assert.ThrowsAsync<OcipProblemException>(() => packages.Office.Archive.ExportAsync(wrong))).Problem.Code);
        var (view, path) = await packages.MakeAsync(request);
        var manifest = packages.Good(path).Manifest!;
        Assert.Equal((view.Id, "an examination", "exporter" + suffix), (manifest.Id, manifest.Request.Purpose, manifest.Account));
        var records = (await AllAsync()).Where(r => r.Record.TryGetProperty("export", out var id) && id.GetString() == view.Id).ToList();
        Assert.Equal(["asked", "done"], records.Select(r => r.Record.GetProperty("state").GetString()));
        Assert.Equal(manifest.AskedAt, records[0].Index);
        Assert.Equal("an examination", records[0].Body!.Content.GetProperty("request").GetProperty("purpose").GetString());
        using var zip = await ZipFile.OpenReadAsync(path);
        await using var stream = await zip.GetEntry("manifest.json")!.OpenAsync();
        Assert.Equal(records[1].Record.GetProperty("manifest").GetString(), Protocol.Encoding.Base64UrlText.Of(await System.Security.Cryptography.SHA256.HashDataAsync(stream)));
        foreach (var record in records)
            Findings.None(await SpecTool.FindAsync([new SpecTool.Case("export", "ArchiveRecord", JsonNode.Parse(JsonSerializer.Serialize(record, OcipJson.Default.ArchiveRecord))).Line()]));
    }

    [Fact]
    public async Task ClientCopy_HasWhatThePersonWroteAndWasGiven_AndNothingElse()
    {
        var (room, media, _) = await TalkAsync();
        var carol = Protocol.Identifiers.UserId.Parse($"ocip://acme.example/u/carol{suffix}");
        var request = new ExportRequest("a copy for the client", [], new ExportScope(), ClientCopy: carol);
        var (view, path) = await packages.MakeAsync(request);
        var report = packages.Good(path);
        Assert.Equal(1, report.Media);
        using var zip = await ZipFile.OpenReadAsync(path);
        var lines = Text(zip.GetEntry("records.ndjson")!).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, l => l.Contains("the first text", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("acknowledgement", StringComparison.Ordinal) && l.Contains(carol.Value, StringComparison.Ordinal));
        // Held for carol, it was not given.
        Assert.DoesNotContain(lines, l => l.Contains("held for carol", StringComparison.Ordinal) || l.Contains("\"decision\"", StringComparison.Ordinal));
        Assert.Contains(view.Omitted, o => o.Reason == "notDelivered");
        var page = Text(zip.Entries.First(e => e.FullName.StartsWith("html/2", StringComparison.Ordinal) && e.FullName.Contains(room.Uuid.ToString("D"), StringComparison.Ordinal)));
        Assert.Contains(media, page, StringComparison.Ordinal);
        Assert.DoesNotContain("2.1.1", page, StringComparison.Ordinal);
        // The sender is told who did not get it, and has it.
        var (_, own) = await packages.MakeAsync(request with { ClientCopy = Protocol.Identifiers.UserId.Parse($"ocip://acme.example/u/alice{suffix}") });
        packages.Good(own);
        using var zipOfAlice = await ZipFile.OpenReadAsync(own);
        Assert.Contains("held for carol", Text(zipOfAlice.GetEntry("records.ndjson")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exports_AreEncryptedOnTheServer()
    {
        await TalkAsync();
        var (view, _) = await packages.MakeAsync(new ExportScope(), Packages.AllFormats);
        var stored = await File.ReadAllBytesAsync(Path.Combine(scene.Server.Data, "exports", view.Id, "package.zip"));
        Assert.Equal(view.Octets, stored.Length);
        Assert.True(stored.AsSpan().IndexOf("the first text"u8) < 0 && stored.AsSpan().IndexOf("manifest.json"u8) < 0);
    }

    private async Task<List<ArchiveRecord>> AllAsync()
    {
        var all = new List<ArchiveRecord>();
        for (long? next = -1; next is { } after;)
        {
            var page = await scene.Office.Archive.RecordsAsync(after, 500);
            all.AddRange(page.Records);
            next = page.Next;
        }
        return all;
    }

    private async Task<(Protocol.Identifiers.RoomId Room, string Media, string Event)> TalkAsync()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob, carol);
        var said = await alice.SayAsync(room, Hostile);
        Assert.Equal("2.0.0", said.Code);
        var first = await bob.SayAsync(room, "the first text");
        Assert.Equal("2.0.0", (await bob.SubmitAsync(Actor.Edit(room, first.Event!.Value, "the second text"))).Code);
        Assert.Equal("2.0.0", (await bob.SubmitAsync(Actor.Retraction(room, first.Event!.Value))).Code);
        var (media, _) = await Attached.SendAsync(alice, room, Attached.Picture(), "a picture");
        await scene.CloseAsync(carol);
        Assert.Equal("2.1.3", (await alice.SayAsync(room, "held for carol")).Code);
        return (room, media.Digest, said.Event!.Value.Value);
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open(), new UTF8Encoding(false, throwOnInvalidBytes: true));
        return reader.ReadToEnd();
    }

    private static void Csv(ZipArchive zip)
    {
        var rows = CsvText.Read(Text(zip.GetEntry("csv/records.csv")!));
        var text = Array.IndexOf(rows[0], "text");
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        Assert.All(rows.Skip(1).SelectMany(r => r), cell => Assert.False(cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@', cell));
        Assert.Contains(rows, row => row[text].StartsWith("'=cmd|", StringComparison.Ordinal) && row[text].Contains("]]> <script>", StringComparison.Ordinal) && row[text].Contains("\\u{005C}u{0001}", StringComparison.Ordinal));
    }

    private static async Task ActianceAsync(ZipArchive zip, string room)
    {
        var dump = await XmlAsync(zip.GetEntry("actiance/actiance_export.xml")!);
        Assert.Equal("FileDump", dump.Name.LocalName);
        var conversation = dump.Elements("Conversation").Single(c => c.Element("RoomID")!.Value.StartsWith(room, StringComparison.Ordinal));
        Assert.Equal(conversation.Elements("ParticipantEntered").Count(), conversation.Elements("ParticipantLeft").Count());
        var messages = conversation.Elements("Message").ToList();
        Assert.Contains(messages, m => m.Element("Content")!.Value.Contains("]]> <script>", StringComparison.Ordinal));
        Assert.Contains(messages, m => m.Element("UpdatedType")?.Value == "EditedOriginalMsg" && m.Element("Content")!.Value == "the first text");
        Assert.Contains(messages, m => m.Element("UpdatedType")?.Value == "EditedNewMsg" && m.Element("Content")!.Value == "the second text");
        Assert.Contains(messages, m => m.Element("UpdatedType")?.Value == "Deleted" && m.Element("Content")!.Value == "delete the first text");
        Assert.Contains(messages, m => m.Element("NotGivenTo")?.Value.Contains("2.1.1", StringComparison.Ordinal) == true);
        Assert.Contains(conversation.Elements("FileTransferEnded"), f => f.Element("Status")!.Value == "Completed");
    }

    private static async Task EdrmAsync(ZipArchive zip)
    {
        var root = await XmlAsync(zip.GetEntry("edrm/edrm.xml")!);
        Assert.Equal(("1", "2"), (root.Attribute("MajorVersion")!.Value, root.Attribute("MinorVersion")!.Value));
        var batch = root.Element("Batch")!;
        var documents = batch.Element("Documents")!.Elements("Document").ToDictionary(d => d.Attribute("DocID")!.Value);
        Assert.Contains(documents.Values, d => d.Attribute("DocType")!.Value == "Message" && d.Descendants("InlineContent").Single().Value.Contains("the second text", StringComparison.Ordinal));
        var relation = batch.Element("Relationships")!.Elements("Relationship").First();
        Assert.Equal("Message", documents[relation.Attribute("ParentDocId")!.Value].Attribute("DocType")!.Value);
        Assert.Equal("File", documents[relation.Attribute("ChildDocId")!.Value].Attribute("DocType")!.Value);
    }

    private static async Task MailAsync(ZipArchive zip)
    {
        foreach (var entry in zip.Entries.Where(e => e.FullName.StartsWith("eml/", StringComparison.Ordinal)))
        {
            await using var stream = await entry.OpenAsync();
            using var mail = await MimeKit.MimeMessage.LoadAsync(stream);
            Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
            Assert.Null(mail.Headers["Bcc"]);
            if (mail.TextBody!.Contains("the first text", StringComparison.Ordinal))
                Assert.Single(mail.Attachments);
        }
        Assert.Contains(zip.Entries, e => e.FullName.StartsWith("eml/" + TimeProvider.System.GetUtcNow().Year.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    private static async Task<XElement> XmlAsync(ZipArchiveEntry entry)
    {
        await using var stream = await entry.OpenAsync();
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = true, Async = true });
        return await XElement.LoadAsync(reader, LoadOptions.PreserveWhitespace, default);
    }
}
