using System.Text.Json.Nodes;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>Visits the requests of the policy book, of reviews and of reports (spec 7.8, 10.14).</summary>
internal static class PolicyTour
{
    /// <param name="tour">With the people carol and dave.</param>
    /// <param name="room">Where alice can write.</param>
    public static async Task VisitAsync(ProtocolTour tour, string room)
    {
        var (paula, peter) = (await OfficerAsync(tour, "carol", "policy"), await OfficerAsync(tour, "dave", "policy"));
        var definition = JsonNode.Parse(Example("PolicyDefinition"))!.AsObject();
        (definition["scope"], definition["settings"]) = (new JsonObject { ["rooms"] = new JsonArray(room) }, new JsonObject { ["recipientsMin"] = 1 });
        var draft = await tour.CallAsync(paula, "PUT policies/mass-mail/draft", definition.ToJsonString());
        const string version = "policies/mass-mail/versions/1";
        var run = await tour.CallAsync(paula, $"POST {version}/dry-runs", Example("DryRunRequest"));
        await tour.CallAsync(paula, $"GET policies/dry-runs/{Text(run, "id")}");
        await tour.CallAsync(paula, $"DELETE policies/dry-runs/{Text(run, "id")}");
        Assert.Equal(409, await tour.StatusAsync(paula, $"POST {version}/proposal", "{}"));
        var proposed = await tour.CallAsync(paula, $"POST {version}/proposal", "{}", Text(draft, "etag"));
        var approved = await tour.CallAsync(peter, $"POST {version}/approval", null, Text(proposed, "etag"));
        Assert.Equal("effective", Text(approved, "state"));
        await tour.CallAsync(paula, "GET policies");
        await tour.CallAsync(paula, "GET policies/mass-mail");

        var said = (await tour.CallAsync(tour.Alice, "POST client/submit", $$$"""{"transaction":"{{{Actor.NewTransaction()}}}","events":[{"room":"{{{room}}}","type":"message","content":{{{Example("MessageContent")}}}}]}"""))!["results"]![0];
        Assert.Equal("2.1.2", Text(said, "code"));
        var rita = await OfficerAsync(tour, "carol", "reviewer");
        await tour.CallAsync(rita, "GET reviews");
        await tour.CallAsync(rita, $"POST reviews/{Text(said, "event")}", Example("ReviewRequest"));
        var carol = Text(await tour.CallAsync(tour.Admin, "POST admin/accounts/carol/tokens", """{"scopes":["client"],"user":"ocip://acme.example/u/carol"}"""), "token");
        await tour.CallAsync(carol, "POST client/reports", $$"""{"room":"{{room}}","event":"{{Text(said, "event")}}","reason":"It is not true."}""");
        var asked = await tour.CallAsync(paula, $"POST {version}/retirement", null, Text(approved, "etag"));
        await tour.CallAsync(peter, $"POST {version}/retirement", null, Text(asked, "etag"));
        await DiscloseAsync(tour, paula, peter, room);
    }

    /// <summary>People outside are told once something is said.</summary>
    private static async Task DiscloseAsync(ProtocolTour tour, string paula, string peter, string room)
    {
        const string notice = """{"kind":"disclosure","action":"flag","scope":{"rooms":["ROOM"]},"settings":{"require":"notice","fallback":"en","texts":{"en":{"text":"Acme keeps what is written here."}}}}""";
        var draft = await tour.CallAsync(paula, "PUT policies/tells/draft", notice.Replace("ROOM", room, StringComparison.Ordinal));
        var proposed = await tour.CallAsync(paula, "POST policies/tells/versions/1/proposal", "{}", Text(draft, "etag"));
        await tour.CallAsync(peter, "POST policies/tells/versions/1/approval", null, Text(proposed, "etag"));
        await tour.CallAsync(tour.Alice, "POST client/submit", $$$"""{"transaction":"{{{Actor.NewTransaction()}}}","events":[{"room":"{{{room}}}","type":"message","content":{{{Example("MessageContent")}}}}]}""");
        var told = await tour.CallAsync(paula, "GET disclosures?policy=tells&state=told&limit=1");
        Assert.Equal("tells", Text(Assert.Single(told!["disclosures"]!.AsArray()), "policy"));
        Assert.Equal(400, await tour.StatusAsync(paula, "GET disclosures?state=ignored"));
        Assert.Equal(404, await tour.StatusAsync(paula, "GET disclosures?policy=none"));
        await tour.CallAsync(await OfficerAsync(tour, "dave", "examiner"), "GET disclosures");
    }

    private static async Task<string> OfficerAsync(ProtocolTour tour, string account, string role) =>
        Text(await tour.CallAsync(tour.Admin, $"POST admin/accounts/{account}/tokens", $$"""{"scopes":["{{role}}"]}"""), "token");

    private static string Example(string name) => File.ReadAllText(ExampleTests.PathOf($"{name}.json"));

    private static string Text(JsonNode? node, string member) => node![member]!.GetValue<string>();
}
