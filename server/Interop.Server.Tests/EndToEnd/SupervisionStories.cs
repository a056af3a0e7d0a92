using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Supervision;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Nobody writes before having been told how the organisation supervises (spec 07, declared supervision).</summary>
[Collection(RealServerTests.Name)]
public sealed class SupervisionStories(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    private static async Task<string> CodeOfAsync(Func<Task> call) => (await Assert.ThrowsAsync<OcipProblemException>(call)).Problem.Code;

    private static SupervisionRequest Declaration(string version, string mode = "archived", string text = "We archive.") => new()
    {
        Mode = mode, Scope = "All chats.", Purpose = "Business records.", LegalBasis = "Commercial law.", Version = version,
        Texts = new(StringComparer.Ordinal) { ["en"] = text, ["de"] = "Wir archivieren.", ["pt-BR"] = "Nós arquivamos." },
    };

    [Fact]
    public async Task UntoldEmployee_IsRefused_AndOnlyHeaderAndDigestAreKept_ThenAcknowledges_AndSends()
    {
        var (alice, bob) = (await scene.PersonAsync("alice" + suffix), await scene.UntoldAsync("bob" + suffix));
        var room = await Scene.RoomAsync(alice, bob);
        var toBob = bob.Listen();
        await alice.SayAsync(room, "welcome");
        await toBob.UntilTextAsync("welcome"); // reading does not depend on it

        var refused = await bob.SayAsync(room, "too early");
        Assert.Equal(("5.2.0", null), (refused.Code, refused.Seq));
        var record = await scene.Office.Archive.RecordAsync(refused.Index!.Value);
        Assert.Equal(("refusal", null, "notKept"), (record.Record.GetProperty("kind").GetString(), record.Body, record.BodyAbsent));
        Assert.Contains("acknowledge-first/1", record.Record.GetProperty("decision").GetProperty("asked").EnumerateArray().Select(p => p.GetString()));
        Assert.DoesNotContain("too early", record.Record.GetRawText(), StringComparison.Ordinal);

        var shown = await bob.Client.SupervisionAsync();
        Assert.False(shown.Acknowledged);
        Assert.Equal(shown.Declaration.Notice.Digest, SupervisionDigest.Of(shown.Declaration));
        Assert.Equal(shown.Declaration.Notice.Texts![shown.Language], shown.Text);
        await bob.Client.AcknowledgeAsync(shown);
        Assert.True((await bob.Client.SupervisionAsync()).Acknowledged);
        Assert.Equal("2.0.0", (await bob.SayAsync(room, "now I know")).Code);
        Assert.Equal(["welcome", "now I know"], (await alice.Client.HistoryAsync(room)).Items.Select(i => RecordedStream.TextOf(i.Event!)).OfType<string>());

        var audit = await scene.AuditAsync();
        var kept = audit.OfKind("acknowledgement").Single(r => r.Record.GetProperty("user").GetString() == bob.User.Value);
        Assert.Equal((shown.Declaration.Notice.Version, shown.Declaration.Notice.Digest, "en"),
            (kept.Record.GetProperty("version").GetString(), kept.Record.GetProperty("digest").GetString(), kept.Record.GetProperty("language").GetString()));
        Assert.DoesNotContain("\"account\"", kept.Record.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(audit.OfKind("policy"), r => r.Index < kept.Index && r.Record.TryGetProperty("digest", out var digest) && digest.GetString() == shown.Declaration.Notice.Digest);
    }

    [Fact]
    public async Task UntoldEmployee_IsBroughtIntoRooms_LeavesThem_ButSaysNothingByOtherMeans()
    {
        var (alice, bob, carol) = (await scene.PersonAsync("alice" + suffix), await scene.UntoldAsync("bob" + suffix), await scene.PersonAsync("carol" + suffix));
        var room = await Scene.RoomAsync(alice, bob, carol);
        Assert.Contains((await bob.Client.RoomAsync(room)).Participants, p => p.User == bob.User);

        var hello = await alice.SayAsync(room, "hello");
        Assert.Equal("5.2.0", (await bob.SubmitAsync(new EventDraft { Room = room, Type = EventTypes.Reaction, Content = Actor.Words("👍"), Relates = new Relation(Relation.ReactsTo, hello.Event!.Value) })).Code);
        Assert.Equal("5.2.0", await CodeOfAsync(() => bob.Client.CreateRoomAsync(new CreateRoomRequest("group", [alice.User], "Words in a name"))));
        var farewell = Actor.Membership(room, bob.User, "leave");
        Assert.Equal("5.2.0", (await bob.SubmitAsync(farewell with { Content = JsonDocument.Parse("""{"reason":"I do not agree"}""").RootElement })).Code);
        Assert.Equal("2.0.0", (await bob.SubmitAsync(farewell)).Code);
        Assert.DoesNotContain((await alice.Client.RoomAsync(room)).Participants, p => p.User == bob.User);
    }

    [Fact]
    public async Task WrongAcknowledgements_AreRefused()
    {
        var bob = await scene.UntoldAsync("bob" + suffix);
        var shown = await bob.Client.SupervisionAsync();
        var other = shown.Declaration with { Notice = shown.Declaration.Notice with { Version = "nonsense" } };
        Assert.Equal("5.2.0", await CodeOfAsync(() => bob.Client.AcknowledgeAsync(shown with { Declaration = other })));
        other = shown.Declaration with { Notice = shown.Declaration.Notice with { Digest = EventIdentity.NoPrevious } };
        Assert.Equal("5.2.0", await CodeOfAsync(() => bob.Client.AcknowledgeAsync(shown with { Declaration = other })));
        Assert.Equal("5.5.0", await CodeOfAsync(() => bob.Client.AcknowledgeAsync(shown with { Language = "tlh" })));
        Assert.False((await bob.Client.SupervisionAsync()).Acknowledged);
    }

    [Fact]
    public async Task AChange_AsksEverybodyAgain_OverARestart()
    {
        await using var own = await Scene.OpenAsync();
        var (alice, bob, _) = await own.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "one")).Code);
        var before = await own.AuditAsync();

        var declared = await own.Admin.DeclareSupervisionAsync(Declaration("2026-02", SupervisionModes.PostReview));
        Assert.Equal("5.2.0", (await alice.SayAsync(room, "two")).Code);
        await own.Server.RestartAsync();
        Assert.Equal(declared.Notice.Digest, (await alice.Client.SupervisionAsync()).Declaration.Notice.Digest);
        Assert.Equal("5.2.0", (await alice.SayAsync(room, "three")).Code);
        await alice.AcknowledgeAsync();
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "four")).Code);
        Assert.Equal("5.2.0", (await bob.SayAsync(room, "five")).Code);
        await own.Server.RestartAsync();
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "six")).Code);

        var audit = await ArchiveAudit.RunAsync(own.Office.Archive, own.Keys, before);
        Assert.Equal(["one", "four", "six"], audit.Texts);
        Assert.Equal(4, audit.OfKind("acknowledgement").Count());
        Assert.Equal(["1", "2026-02"], audit.OfKind("policy").Where(r => r.Record.GetProperty("what").GetString() == "supervision").Select(r => r.Record.GetProperty("version").GetString()));
    }

    [Fact]
    public async Task ADeclaration_NeedsAVersionOfItsOwn_AndIsWellFormed()
    {
        await using var own = await Scene.OpenAsync();
        var first = await own.Admin.SupervisionAsync();
        Assert.Equal((SupervisionModes.Archived, ServerProcess.Provider), (first.Mode, first.By));
        Assert.Equal(first.Notice.Digest, SupervisionDigest.Of(first));
        Assert.Equal("5.5.0", await CodeOfAsync(() => own.Admin.DeclareSupervisionAsync(Declaration(first.Notice.Version))));
        var second = await own.Admin.DeclareSupervisionAsync(Declaration("a"));
        Assert.Equal(second.Since, (await own.Admin.DeclareSupervisionAsync(Declaration("a"))).Since); // the same again changes nothing
        Assert.Equal("5.5.0", await CodeOfAsync(() => own.Admin.DeclareSupervisionAsync(Declaration("a", text: "We read everything."))));
        await own.Admin.DeclareSupervisionAsync(Declaration("b", SupervisionModes.Monitored));
        Assert.Equal("5.5.0", await CodeOfAsync(() => own.Admin.DeclareSupervisionAsync(Declaration("a"))));
        Assert.Equal("5.5.0", await CodeOfAsync(() => own.Admin.DeclareSupervisionAsync(Declaration("1", SupervisionModes.Monitored))));
        Assert.Equal("5.5.0", await CodeOfAsync(() => own.Admin.DeclareSupervisionAsync(Declaration("c", "hidden"))));
        Assert.Equal("5.5.0", await CodeOfAsync(() => own.Admin.DeclareSupervisionAsync(Declaration("c") with { Texts = new(StringComparer.Ordinal) { ["de"] = "Nur deutsch." } })));
        Assert.Equal("5.5.0", await CodeOfAsync(() => own.Admin.DeclareSupervisionAsync(Declaration("c") with { Url = "http://acme.example/" })));
        Assert.Equal("5.5.5", await CodeOfAsync(() => own.Admin.DeclareSupervisionAsync(Declaration("c") with { Scope = new string('x', 513) })));
        Assert.Equal("b", (await own.Admin.SupervisionAsync()).Notice.Version);
    }

    [Theory]
    [InlineData(null, null, "en")]
    [InlineData("de", null, "de")]
    [InlineData("de-AT", null, "de")]
    [InlineData("pt-br", null, "pt-BR")]
    [InlineData("pt", null, "en")]
    [InlineData(null, "fr, de-CH;q=0.8, en;q=0.5", "de")]
    [InlineData(null, "en;q=0.2, pt-BR;q=0.9", "pt-BR")]
    [InlineData("fr", "de", "en")]
    public async Task TheNotice_IsShownInTheLanguageThatFits(string? asked, string? accepted, string language)
    {
        var current = await scene.Admin.SupervisionAsync();
        if (!current.Notice.Texts!.ContainsKey("pt-BR"))
            await scene.Admin.DeclareSupervisionAsync(Declaration("languages"));
        var bob = await scene.UntoldAsync("bob" + suffix);
        using var http = new HttpClient { BaseAddress = new Uri(scene.Server.Address, "ocip/v1/client/") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", bob.Token);
        if (accepted is not null)
            http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", accepted);
        var view = JsonSerializer.Deserialize(await http.GetStringAsync(asked is null ? "supervision" : $"supervision?language={asked}"), OcipJson.Default.SupervisionView)!;
        Assert.Equal((language, view.Declaration.Notice.Texts![language]), (view.Language, view.Text));
    }

    [Fact]
    public async Task AnEmployeesOwnAccountOnANetwork_IsSealedUntilToldThere_OrAcknowledgedInAClient()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        var (told, acknowledges) = (await scene.UntoldAsync("bob" + suffix), await scene.UntoldAsync("carol" + suffix));
        using var bridge = await BridgeActor.OpenAsync(scene, "net" + suffix);
        await scene.Admin.LinkAsync(told.User, bridge.Network, new LinkRequest("bob@example.org"));
        await scene.Admin.LinkAsync(acknowledges.User, bridge.Network, new LinkRequest("carol@example.org"));
        var (bob, carol) = (await bridge.ContactAsync("bob@example.org"), await bridge.ContactAsync("carol@example.org"));
        var room = await Scene.RoomAsync(alice, told, acknowledges);
        var toAlice = alice.Listen();

        var first = await bridge.SayAsync(room, bob, "from my own account");
        Assert.Equal("2.0.1", first.Code);
        Assert.Equal("sealed", (await scene.Office.Archive.RecordAsync(first.Index!.Value)).BodyAbsent);
        await bridge.TellAsync(room, told.User);
        await toAlice.UntilTextAsync("from my own account");
        Assert.Equal("2.0.0", (await told.SayAsync(room, "told there counts here")).Code);
        Assert.True((await told.Client.SupervisionAsync()).Acknowledged);

        Assert.Equal("2.0.1", (await bridge.SayAsync(room, carol, "me too")).Code);
        await acknowledges.AcknowledgeAsync();
        await toAlice.UntilTextAsync("me too");
        Assert.Equal("2.0.0", (await bridge.SayAsync(room, carol, "acknowledged here counts there")).Code);
        await scene.AuditAsync();
    }
}
