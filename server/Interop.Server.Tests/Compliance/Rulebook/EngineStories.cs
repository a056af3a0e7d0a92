using System.CommandLine;
using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PolicyApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Evidence;
using Xunit;

namespace Interop.Server.Tests.Compliance.Rulebook;

/// <summary>What the engine in a running server does with what policies of the book answer, and when one comes to no answer; and the book from a terminal.</summary>
[Collection(RealServerTests.Name)]
public sealed class EngineStories(RealServer server)
{
    private const string Card = "the card is 4111 1111 1111 1111, use it";
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    [Fact]
    public async Task Redacted_IsDeliveredWithProof_AndTheOriginalIsArchived()
    {
        var (alice, bob, room) = await TwoAsync();
        var policy = await InForceAsync("cards" + suffix, Policy("dlp", "redact", room, """{"detectors":["payment-card"]}"""));
        await using var his = bob.Listen();
        var said = await alice.SayAsync(room, Card);
        Assert.Equal(("2.0.2", false), (said.Code, said.Seq is null));
        await his.UntilAsync(s => s.Events.Any(e => e.Id == said.Event), "the redacted message");

        var item = Assert.Single(his.Items, i => i.Event?.Id == said.Event);
        Assert.DoesNotContain("4111 1111", item.Event!.Body!.Content.GetRawText(), StringComparison.Ordinal);
        var link = Assert.Single(item.Stamps!).Stamp.Redacted!;
        Assert.Equal(item.Event.Header.ContentDigest, link.From);
        Assert.Empty(his.Faults);      // by the pinned keys: header, receipt, and the stamp that leads from one body to the other
        var record = await scene.Office.Archive.RecordAsync(said.Index!.Value);
        Assert.Contains(Card, record.Body!.Content.GetRawText(), StringComparison.Ordinal);
        Assert.Equal([policy.RecordName], Asked(record, "asked"));
        Assert.DoesNotContain("4111 1111", (await bob.Client.HistoryAsync(room)).Items.Single(i => i.Event!.Id == said.Event).Event!.Body!.Content.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("4111 1111", (await bob.Client.RoomAsync(room)).Last!.Text!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PolicyWithoutAnAnswer_IsAnAlarm_ItsEventWaitsForAReviewer_AndTheDaysBookCountsIt()
    {
        var (alice, bob, room) = await TwoAsync();
        var policy = await InForceAsync("words" + suffix, Policy("lexicon", "flag", room, """{"terms":["secret"]}"""));
        await using var his = bob.Listen();
        // More pieces of text than a policy reads of one event.
        var many = new EventDraft { Room = room, Type = "com.example.list", Content = JsonElement.Parse($$"""{"items":[{{string.Join(',', Enumerable.Repeat("\"a\"", 5000))}}]}""") };
        var sent = await alice.SubmitAsync(many);
        Assert.Equal("2.1.2", sent.Code);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "judged as ever")).Code);
        await his.UntilTextAsync("judged as ever");
        Assert.DoesNotContain(his.Events, e => e.Id == sent.Event);

        var record = await scene.Office.Archive.RecordAsync(sent.Index!.Value);
        Assert.Equal([policy.RecordName], Asked(record, "failed"));
        var alarms = await EvidenceWorld.UntilAsync(async () => JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync("ocip/v1/archive/alarms"), OcipJson.Default.AlarmList)!.Alarms,
            found => found.Any(a => a.Kind == "policyFailed" && a.Subject == policy.RecordName));
        Assert.Contains(alarms, a => a.Kind == "policyFailed" && a.Subject == policy.RecordName && !a.Detail.Contains("secret", StringComparison.Ordinal));
        var day = record.Record.GetProperty("at").GetString()![..10];
        var book = JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync($"ocip/v1/archive/reports/{day}"), OcipJson.Default.ReconciliationReport)!;
        Assert.Equal(1, book.Rooms.Single(l => l.Name == room.Value).Counts.Unjudged);

        // Who reviews is a better judge: it goes on, although the policy still fails.
        using var rita = await OfficerAsync("rita", "reviewer");
        await rita.Policies.ReviewAsync(sent.Event!.Value, new ReviewRequest(ReviewRequest.Release));
        await his.UntilAsync(s => s.Events.Any(e => e.Id == sent.Event), "what was reviewed");
        // Retired by two, it fails no more, and its alarm ends.
        using var paula = await OfficerAsync("pia", "policy");
        using var peter = await OfficerAsync("pit", "policy");
        await peter.Policies.RetireAsync(await paula.Policies.RetireAsync((await paula.Policies.ReadAsync("words" + suffix)).Versions[0]));
        Assert.Equal("2.0.0", (await alice.SubmitAsync(many)).Code);
        await EvidenceWorld.UntilAsync(async () => JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync("ocip/v1/archive/alarms"), OcipJson.Default.AlarmList)!.Alarms,
            found => found.All(a => a.Subject != policy.RecordName || a.ClearedAt is not null));
    }

    [Fact]
    public async Task TheBook_FromATerminal_TakesTwoPeople_AndShowsNoContent()
    {
        var (alice, _, room) = await TwoAsync();
        var said = await alice.SayAsync(room, "long ago");
        var name = "terminal" + suffix;
        var (paula, peter) = (await TokenAsync("paul", "policy"), await TokenAsync("pete", "policy"));
        using var reads = new OcipClient(scene.Server.Address, paula);
        var file = Path.Combine(scene.Server.Data, name + ".json");
        await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(Policy("preapproval", "flag", room, """{"recipientsMin":1}"""), OcipJson.Default.PolicyDefinition));

        Assert.Equal(0, await CliAsync(paula, "list"));
        Assert.Equal(0, await CliAsync(paula, "draft", name, file));
        Assert.Equal(0, await CliAsync(paula, "show", name + "/1"));
        Assert.Equal(0, await CliAsync(paula, "dry-run", name, "--days", "1"));
        Assert.Equal(0, await CliAsync(paula, "propose", name));
        Assert.NotEqual(0, await CliAsync(paula, "approve", name));
        Assert.Equal("proposed", (await reads.Policies.ReadAsync(name)).Versions[0].State);
        Assert.Equal(0, await CliAsync(peter, "approve", name));
        Assert.Equal([$"preapproval:{name}/1"], Asked(await scene.Office.Archive.RecordAsync((await alice.SayAsync(room, "now")).Index!.Value), "asked"));
        Assert.Equal(0, await CliAsync(peter, "retire", name));
        Assert.Equal("effective", (await reads.Policies.ReadAsync(name)).Versions[0].State);
        Assert.Equal(0, await CliAsync(paula, "retire", name));
        Assert.Equal("retired", (await reads.Policies.ReadAsync(name)).Versions[0].State);
        Assert.NotEqual(0, await CliAsync(paula, "show", "nothing" + suffix));
        await File.WriteAllTextAsync(file, "{}");
        Assert.NotEqual(0, await CliAsync(paula, "draft", name, file));

        // What a trial names is not for who writes policies to read.
        Assert.Equal("5.1.0", await CodeAsync(reads.Archive.RecordAsync(said.Index!.Value)));
    }

    private async Task<int> CliAsync(string token, params string[] arguments)
    {
        var root = new RootCommand();
        foreach (var known in Interop.Cli.Commands.All())
            root.Subcommands.Add(known);
        return await root.Parse(["policies", .. arguments, "--server", scene.Server.Address.ToString(), "--token", token]).InvokeAsync();
    }

    private async Task<(Actor Alice, Actor Bob, RoomId Room)> TwoAsync()
    {
        var (alice, bob) = (await scene.PersonAsync("al" + suffix), await scene.PersonAsync("bo" + suffix));
        return (alice, bob, await Scene.RoomAsync(alice, bob));
    }

    private static PolicyDefinition Policy(string kind, string action, RoomId room, string settings) =>
        new() { Kind = kind, Action = action, Scope = new PolicyScopeView { Rooms = [room] }, Settings = JsonElement.Parse(settings) };

    private async Task<PolicyVersionView> InForceAsync(string name, PolicyDefinition definition)
    {
        using var paula = await OfficerAsync("paula", "policy");
        using var peter = await OfficerAsync("peter", "policy");
        return await peter.Policies.ApproveAsync(await paula.Policies.ProposeAsync(await paula.Policies.DraftAsync(name, definition, null)));
    }

    private async Task<OcipClient> OfficerAsync(string name, string role) => new(scene.Server.Address, await TokenAsync(name, role));

    private async Task<string> TokenAsync(string name, string role)
    {
        var account = name + suffix;
        await scene.Admin.CreateAccountAsync(new AccountRequest(account, account, [new PersonaRequest("work", account)]));
        return (await scene.Admin.CreateTokenAsync(account, new TokenRequest([role]))).Token;
    }

    private static string[] Asked(ArchiveRecord record, string member) =>
        record.Record.GetProperty("decision").TryGetProperty(member, out var names) ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : [];

    private static async Task<string> CodeAsync(Task call) => (await Assert.ThrowsAsync<OcipProblemException>(() => call)).Problem.Code;
}
