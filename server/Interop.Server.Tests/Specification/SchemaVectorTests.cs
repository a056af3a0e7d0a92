using System.Text.Json.Nodes;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>Examples, broken examples and the vectors of drafts, identifiers and times are judged by the schemas as the server judges them.</summary>
public sealed class SchemaVectorTests
{
    // Sentences that no schema says: they count levels, or look at a clock.
    private static readonly string[] BeyondSchemas = ["five levels", "more than five minutes ahead", "media with another digest"];

    private static readonly (string Vectors, string Definition)[] Identifiers =
        [("providers", "ProviderName"), ("users", "UserId"), ("rooms", "RoomId"), ("transactions", "TransactionId"), ("events", "EventId")];

    [Fact]
    public async Task Schemas_JudgeAsTheVectorsSay() => Findings.None(await SpecTool.FindAsync(Drafts().Concat(Ids()).Concat(Times()).Select(c => c.Line())));

    [Fact]
    public async Task WrongVerdicts_AreFound()
    {
        SpecTool.Case[] wrong = [new("wrong on purpose", "Common#Time", "2026-01-31"), new("also", "Common#Time", "2026-01-31T09:30:00.000Z", IsValid: false)];
        Assert.Equal(2, (await SpecTool.FindAsync(wrong.Select(c => c.Line()))).Count);
        var exchange = new Exchange("GET", "/ocip/v1/health", 200, "application/json", null, """{"status":"ill","records":-1}""");
        var good = exchange with { Answered = """{"status":"ok","records":1}""" };
        Assert.Single(await SpecTool.FindAsync([exchange.Line(), good.Line()]));
    }

    private static IEnumerable<SpecTool.Case> Drafts()
    {
        var vectors = Read("drafts.json");
        foreach (var draft in vectors["accepted"]!.AsArray())
            yield return new($"drafts.json, accepted: {draft!["why"]}", "EventDraft", draft["draft"]);
        foreach (var draft in vectors["refused"]!.AsArray().Where(d => !BeyondSchemas.Contains(d!["why"]!.GetValue<string>())))
            yield return new($"drafts.json, refused: {draft!["why"]}", "EventDraft", draft["draft"], IsValid: false);
    }

    private static IEnumerable<SpecTool.Case> Ids()
    {
        var vectors = Read("identifiers.json");
        foreach (var (name, definition) in Identifiers)
        {
            foreach (var id in vectors[name]!["accepted"]!.AsArray())
                yield return new($"identifiers.json, {name}: {id}", $"Common#{definition}", id);
            // What PRECIS and NFC refuse beyond ASCII no pattern says.
            foreach (var id in vectors[name]!["refused"]!.AsArray().Where(id => System.Text.Ascii.IsValid(id!.GetValue<string>())))
                yield return new($"identifiers.json, {name}: {id}", $"Common#{definition}", id, IsValid: false);
        }
    }

    private static IEnumerable<SpecTool.Case> Times()
    {
        var vectors = Read("times.json");
        foreach (var time in vectors["accepted"]!.AsArray())
            yield return new($"times.json: {time!["text"]}", "Common#Time", time["text"]);
        foreach (var time in vectors["refused"]!.AsArray())
            yield return new($"times.json: {time}", "Common#Time", time, IsValid: false);
    }

    private static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(SpecFolder.Spec, "vectors", name)))!;
}
