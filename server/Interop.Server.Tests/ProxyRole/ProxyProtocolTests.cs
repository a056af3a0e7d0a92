using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Evidence;
using Interop.Server.Tests.Specification;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>What goes over the wire between a provider and its proxy (spec 07), read by somebody who knows the protocol only.</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class ProxyProtocolTests
{
    [Fact]
    public async Task Evaluate_AskedAgain_GetsTheSameStamp_AlsoAfterAKill()
    {
        await using var stage = await ProxyScene.OpenBehindRelayAsync();
        var (alice, bob, carol) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob, carol);
        await stage.CloseAsync(carol);
        await alice.SayAsync(room, "Please look at clause 7.");
        var (_, request, answer) = stage.Relay!.Seen.Last(s => s.Path.EndsWith("/evaluate", StringComparison.Ordinal));
        var first = JsonSerializer.Deserialize(answer, OcipJson.Default.EvaluateResponse)!;
        Assert.Equal(Stamps(answer), Stamps(await PostAsync(stage, "evaluate", request)));
        await stage.Proxy.KillAsync();
        await stage.StartProxyAsync();
        Assert.Equal(Stamps(answer), Stamps(await PostAsync(stage, "evaluate", request)));

        // In another direction it is another question.
        var outwards = JsonNode.Parse(request)!;
        outwards["items"]![0]!["direction"] = "egress";
        var egress = JsonSerializer.Deserialize(await PostAsync(stage, "evaluate", outwards.ToJsonString()), OcipJson.Default.EvaluateResponse)!.Results[0];
        Assert.Equal("egress", egress.Stamp!.Direction);
        Assert.NotEqual(first.Results[0].Stamp!.Receipt.Index, egress.Stamp.Receipt.Index);

        // Released once, the same again; what is not held is not found.
        var (_, participants, item) = Release(request);
        await stage.OpenHoursAsync(carol);
        var released = await PostAsync(stage, "release", item);
        Assert.Equal("release", JsonSerializer.Deserialize(released, OcipJson.Default.EvaluateResponse)!.Results[0].Stamp!.Direction);
        Assert.Equal(Stamps(released), Stamps(await PostAsync(stage, "release", item)));
        var none = JsonSerializer.Deserialize(await PostAsync(stage, "release", item.Replace(carol.User.Value, bob.User.Value, StringComparison.Ordinal)), OcipJson.Default.EvaluateResponse)!;
        Assert.Equal(("5.5.4", null), (none.Results[0].Code, none.Results[0].Stamp));
        Assert.NotEmpty(participants.AsArray());
        RecordedExamples.Write("EvaluateRequest.local.json", request);
        RecordedExamples.Write("EvaluateResponse.held.json", answer);
        RecordedExamples.Write("ReleaseRequest.held.json", item);
        RecordedExamples.Write("EvaluateResponse.released.json", released);
        RecordedExamples.Write("HoldChanges.open.json", await stage.Ask().GetStringAsync("status?after=0"));

        // What its log has of it, of another message that was retracted while it was held, and of what its administrator has set.
        await stage.CloseAsync(carol);
        await alice.SubmitAsync(Actor.Retraction(room, (await alice.SayAsync(room, "Sent to the wrong room.")).Event!.Value));
        await stage.Office.Admin.SetDetectorAsync("payment-card", new Interop.Protocol.AdminApi.DetectorRequest("review"));
        var card = (await alice.SayAsync(room, "my card is 4111 1111 1111 1111")).Event!.Value;
        await stage.Office.Admin.ReviewAsync(card, new Interop.Protocol.AdminApi.ReviewRequest("block"));
        var log = await EvidenceWorld.UntilAsync(stage.AuditProxyAsync, audit => audit.OfKind("cancel").Any());
        var decided = log.OfKind("decision").Where(r => r.Record.GetProperty("event").GetString() == first.Results[0].Stamp!.Event.Value).ToList();
        Keep(decided.First(r => r.Record.GetProperty("direction").GetString() == "local"), "DecisionRecord.json", "ArchiveRecord.decision.json");
        Keep(decided.First(r => r.Record.GetProperty("direction").GetString() == "release"), "DecisionRecord.release.json", "ArchiveRecord.decided-again.json");
        Keep(log.OfKind("cancel").First(), "CancelRecord.json", "ArchiveRecord.cancel.json");
        Keep(log.OfKind("policy").First(r => r.Record.GetProperty("what").GetString() == "detector"), "PolicyRecord.detector.json", null);
        Keep(log.OfKind("policy").First(r => r.Record.GetProperty("what").GetString() == "review"), "PolicyRecord.review.json", "ArchiveRecord.review.json");
        Findings.None(await SpecTool.FindAsync(log.Records.Select((record, i) => new SpecTool.Case($"record {i}", "ArchiveRecord", JsonSerializer.SerializeToNode(record, OcipJson.Default.ArchiveRecord)).Line())));
    }

    [Fact]
    public async Task Questions_ThatAreNone_AreRefusedWithoutARecord()
    {
        await using var stage = await ProxyScene.OpenBehindRelayAsync();
        var (alice, bob, _) = await stage.Scene.ThreeAsync();
        await alice.SayAsync(await Scene.RoomAsync(alice, bob), "hello");
        var (_, request, _) = stage.Relay!.Seen.Last(s => s.Path.EndsWith("/evaluate", StringComparison.Ordinal));
        var before = (await stage.AuditProxyAsync()).Records.Count;
        foreach (var (member, value) in new (string, JsonNode)[]
        {
            ("direction", "sideways"), ("event", new string('A', 43)), ("sender", JsonNode.Parse("""{"user":"ocip://acme.example/u/mallory","persona":"work"}""")!),
            ("body", new JsonObject { ["salt"] = new string('A', 43), ["content"] = new JsonObject() }),
        })
        {
            var wrong = JsonNode.Parse(request)!;
            wrong["items"]![0]![member] = value;
            var result = JsonSerializer.Deserialize(await PostAsync(stage, "evaluate", wrong.ToJsonString()), OcipJson.Default.EvaluateResponse)!.Results[0];
            Assert.Equal(("5.5.0", null), (result.Code, result.Stamp));
        }
        var foreign = JsonNode.Parse(request)!;
        foreign["items"]![0]!["direction"] = "ingress";
        foreign["items"]![0]!["recipients"] = JsonNode.Parse("""[{"user":"ocip://globex.example/u/eve","persona":"work"}]""");
        Assert.Equal("5.1.0", JsonSerializer.Deserialize(await PostAsync(stage, "evaluate", foreign.ToJsonString()), OcipJson.Default.EvaluateResponse)!.Results[0].Code);
        Assert.Equal(before, (await stage.AuditProxyAsync()).Records.Count);

        using var nobody = new HttpClient { BaseAddress = stage.Ask().BaseAddress };
        using var body = new StringContent(request, Encoding.UTF8, "application/json");
        using var unknown = await nobody.PostAsync("evaluate", body);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
    }

    [Fact]
    public async Task RequestsBeyondTheLimits_AndCursorsBeyondTheEnd_AreRefused_InWordsOfTheProtocol()
    {
        await using var stage = await ProxyScene.OpenBehindRelayAsync();
        var (alice, bob, carol) = await stage.Scene.ThreeAsync();
        await alice.SayAsync(await Scene.RoomAsync(alice, bob), "hello");
        var request = stage.Relay!.Seen.Last(s => s.Path.EndsWith("/evaluate", StringComparison.Ordinal)).Request;
        foreach (var (items, status, code) in new[] { (0, 400, "5.5.0"), (51, 413, "5.5.5") })
        {
            var wrong = JsonNode.Parse(request)!;
            wrong["items"] = new JsonArray([.. Enumerable.Repeat(0, items).Select(_ => JsonNode.Parse(request)!["items"]![0]!.DeepClone())]);
            Assert.Equal((status, code), await RefusedAsync(stage, "evaluate", wrong.ToJsonString()));
        }
        using var beyond = await stage.Ask().GetAsync("status?after=99");
        Assert.Equal((400, "5.5.0"), ((int)beyond.StatusCode, JsonNode.Parse(await beyond.Content.ReadAsStringAsync())!["code"]!.GetValue<string>()));

        // Nothing is held: a release finds nothing, a cancel has nothing to do.
        var unknown = new JsonObject { ["transaction"] = Actor.NewTransaction().Value, ["items"] = new JsonArray(new JsonObject { ["event"] = new string('A', 43), ["recipient"] = carol.User.Value }) }.ToJsonString();
        Assert.Equal("5.5.4", JsonSerializer.Deserialize(await PostAsync(stage, "release", unknown), OcipJson.Default.EvaluateResponse)!.Results[0].Code);
        Assert.Empty(await PostAsync(stage, "cancel", unknown));

        // What is wrong is said by the names of members.
        foreach (var (path, wrong, names) in new[]
        {
            ("evaluate", request.Replace("\"direction\"", "\"way\"", StringComparison.Ordinal), "way"),
            ("release", unknown.Replace("\"recipient\"", "\"who\"", StringComparison.Ordinal), "who"),
            ("release", """{"items":[]}""", "transaction"),
            ("release", """{"transaction":7,"items":[]}""", "$.transaction"),
            ("release", """{"transaction":"01a20339-056a-7312-b71d-b6b8c5ca1fd8","items":{}}""", "$.items"),
        })
        {
            using var content = new StringContent(wrong, Encoding.UTF8, "application/json");
            using var answer = await stage.Ask().PostAsync(path, content);
            var detail = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>();
            Assert.Contains(names, detail, StringComparison.Ordinal);
            foreach (var inner in new[] { ".NET", "Interop.", "System.", "ProxyApi", "EvaluateItem", "ReleaseItem" })
                Assert.DoesNotContain(inner, detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ReleaseToSomebodyWhoHasLeft_IsBlocked_AndSaysWhichPolicyAsked()
    {
        await using var stage = await ProxyScene.OpenBehindRelayAsync();
        var (alice, bob, carol) = await stage.Scene.ThreeAsync();
        await stage.CloseAsync(carol);
        await alice.SayAsync(await Scene.RoomAsync(alice, bob, carol), "held");
        var held = Release(stage.Relay!.Seen.Last(s => s.Path.EndsWith("/evaluate", StringComparison.Ordinal)).Request).Request;
        var left = JsonNode.Parse(held)!;
        left["items"]![0]!.AsObject().Remove("participants");
        Assert.Equal("5.5.0", JsonSerializer.Deserialize(await PostAsync(stage, "release", left.ToJsonString()), OcipJson.Default.EvaluateResponse)!.Results[0].Code);
        left["items"]![0]!["participants"] = new JsonArray(alice.User.Value, bob.User.Value);
        var result = JsonSerializer.Deserialize(await PostAsync(stage, "release", left.ToJsonString()), OcipJson.Default.EvaluateResponse)!.Results[0];
        Assert.Equal(("5.1.0", "5.1.0"), (result.Code, Assert.Single(result.Stamp!.Recipients!).Code));
        Assert.Equal(["require-membership-at-release/1", "hold-outside-delivery-hours/1"], result.Asked!);
    }

    [Theory]
    [InlineData("redact", "2.0.2")]
    [InlineData("review", "2.1.2")]
    [InlineData("block", "5.1.1")]
    public async Task Detector_IsAPolicyOfOneName_WhateverIsDoneWhereItFindsSomething(string action, string code)
    {
        await using var stage = await ProxyScene.OpenBehindRelayAsync();
        var (alice, bob, _) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        await stage.Office.Admin.SetDetectorAsync("payment-card", new Interop.Protocol.AdminApi.DetectorRequest(action));
        Assert.Equal(code, (await alice.SayAsync(room, "my card is 4111 1111 1111 1111")).Code);
        var answer = JsonNode.Parse(stage.Relay!.Seen.Last(s => s.Path.EndsWith("/evaluate", StringComparison.Ordinal)).Answer)!;
        Assert.Equal("detect-payment-card/2", answer["results"]![0]!["asked"]![0]!.GetValue<string>());
        Findings.None(await SpecTool.FindAsync([new SpecTool.Case(action, "EvaluateResponse", answer).Line()]));
    }

    [Fact]
    public async Task WhatWouldBeRedactedOnItsWayOut_IsRefused()
    {
        await using var stage = await ProxyScene.OpenBehindRelayAsync();
        var (alice, bob, _) = await stage.Scene.ThreeAsync();
        await alice.SayAsync(await Scene.RoomAsync(alice, bob), "my card is 4111 1111 1111 1111");
        await stage.Office.Admin.SetDetectorAsync("payment-card", new Interop.Protocol.AdminApi.DetectorRequest("redact"));
        var outwards = JsonNode.Parse(stage.Relay!.Seen.Last(s => s.Path.EndsWith("/evaluate", StringComparison.Ordinal)).Request)!;
        outwards["items"]![0]!["direction"] = "egress";
        var result = JsonSerializer.Deserialize(await PostAsync(stage, "evaluate", outwards.ToJsonString()), OcipJson.Default.EvaluateResponse)!.Results[0];
        Assert.Equal(("5.1.1", null, null), (result.Code, result.RedactedBody, result.Stamp!.Redacted));
    }

    private static void Keep(ArchiveRecord record, string part, string? whole)
    {
        RecordedExamples.Write(part, record.Record.GetRawText());
        if (whole is not null)
            RecordedExamples.Write(whole, JsonSerializer.Serialize(record, OcipJson.Default.ArchiveRecord));
    }

    private static (string Event, JsonNode Participants, string Request) Release(string evaluate)
    {
        var item = JsonNode.Parse(evaluate)!["items"]![0]!;
        var ev = item["event"]!.GetValue<string>();
        JsonNode[] people = [item["sender"]!["user"]!.DeepClone(), .. item["recipients"]!.AsArray().Select(r => r!["user"]!.DeepClone())];
        var carol = people[^1].GetValue<string>();
        var request = new JsonObject
        {
            ["transaction"] = Actor.NewTransaction().Value,
            ["items"] = new JsonArray(new JsonObject { ["event"] = ev, ["recipient"] = carol, ["participants"] = new JsonArray(people), ["told"] = true }),
        };
        return (ev, request["items"]![0]!["participants"]!, request.ToJsonString());
    }

    private static async Task<(int Status, string Code)> RefusedAsync(ProxyScene stage, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await stage.Ask().PostAsync(path, content);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!.GetValue<string>());
    }

    private static async Task<string> PostAsync(ProxyScene stage, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await stage.Ask().PostAsync(path, content);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Stamps with their signatures, whatever else is in the answer.</summary>
    private static IEnumerable<string> Stamps(string answer)
    {
        var response = JsonSerializer.Deserialize(answer, OcipJson.Default.EvaluateResponse)!;
        return response.Results.Select(r => $"{JsonSerializer.Serialize(r.Stamp!, OcipJson.Default.Stamp)} {response.Batches[r.Proof!.Batch].Signature} {response.Batches[r.ReceiptProof!.Batch].Signature}");
    }
}
