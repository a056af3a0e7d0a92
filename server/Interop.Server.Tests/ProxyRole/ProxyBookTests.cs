using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Client;
using Interop.Protocol.PolicyApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Evidence;
using Interop.Server.Tests.Specification;
using Xunit;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>The policy book of a proxy of its own: trials over what it has decided, which outlast a restart, and an alarm where a policy comes to no answer (spec 7.8).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ProxyBookTests
{
    private const string Bob = "ocip://acme.example/u/bob";

    [Fact]
    public async Task Trials_AreOfWhatWasDecided_AndOutlastARestart_AndAFailureIsAnAlarm()
    {
        await using var proxy = await ProxyProcess.OpenAsync(ServerProcess.Provider);
        using var admin = new RawHttp(proxy.Server.Address, proxy.AdminToken);
        using var provider = new RawHttp(proxy.Server.Address, proxy.Token);
        var (paulas, peters) = (await TokenAsync(admin, "paula"), await TokenAsync(admin, "peter"));
        var found = await DecideAsync(provider, ProxyQuestions.Of("the secret plan", Bob));
        await DecideAsync(provider, ProxyQuestions.Of("nothing of note", Bob));

        DryRunView trial;
        using (var paula = new OcipClient(proxy.Server.Address, paulas))
        using (var peter = new OcipClient(proxy.Server.Address, peters))
        {
            var draft = await paula.Policies.DraftAsync("words", new PolicyDefinition { Kind = "lexicon", Action = "block", Settings = JsonElement.Parse("""{"terms":["secret"]}""") }, null);
            trial = await EndedAsync(paula, await paula.Policies.StartDryRunAsync("words", draft.Version, new DryRunRequest(1)));
            Assert.Equal(("done", 2L), (trial.State, trial.Looked));
            Assert.Equal([found.GetProperty("stamp").GetProperty("receipt").GetProperty("index").GetInt64()], trial.Examples);
            await peter.Policies.ApproveAsync(await paula.Policies.ProposeAsync(draft));
        }
        Assert.Equal("5.1.1", (await DecideAsync(provider, ProxyQuestions.Of("another secret", Bob))).GetProperty("code").GetString());
        var many = JsonElement.Parse($$"""{"items":[{{string.Join(',', Enumerable.Repeat("\"a\"", 5000))}}]}""");
        var unjudged = await DecideAsync(provider, ProxyQuestions.Of("com.example.list", many, Bob));
        Assert.Equal(("2.1.2", "lexicon:words/1"), (unjudged.GetProperty("code").GetString(), unjudged.GetProperty("failed")[0].GetString()));
        var alarms = await EvidenceWorld.UntilAsync(async () => (await admin.GetAsync("archive/alarms")).Body.GetProperty("alarms").EnumerateArray().ToList(), found => found.Any(IsArchived));
        Assert.Contains(alarms, IsArchived);

        await proxy.Server.KillAsync();
        await proxy.RestartAsync();
        using var again = new OcipClient(proxy.Server.Address, paulas);
        Assert.Equal(JsonSerializer.Serialize(trial), JsonSerializer.Serialize(await again.Policies.DryRunAsync(trial.Id)));
        Assert.Contains((await proxy.AuditAsync()).OfKind("alarm"), r => r.Record.GetProperty("alarm").GetString() == "policyFailed");
    }

    private static bool IsArchived(JsonElement alarm) =>
        alarm.GetProperty("kind").GetString() == "policyFailed" && alarm.GetProperty("subject").GetString() == "lexicon:words/1" && alarm.TryGetProperty("index", out _);

    private static async Task<DryRunView> EndedAsync(OcipClient officer, DryRunView run)
    {
        for (var tries = 0; run.State == "running" && tries < 600; tries++)
        {
            await Pause.Ms(50);
            run = await officer.Policies.DryRunAsync(run.Id);
        }
        return run;
    }

    private static async Task<string> TokenAsync(RawHttp admin, string name)
    {
        var (status, token, _) = await admin.PostAsync($"admin/accounts/{name}/tokens", """{"scopes":["policy"]}""");
        Assert.Equal(201, status);
        return token.GetProperty("token").GetString()!;
    }

    private static async Task<JsonElement> DecideAsync(RawHttp provider, JsonNode question)
    {
        var (status, answer, _) = await provider.PostAsync("proxy/evaluate", question.ToJsonString());
        Assert.True(status == 200, answer.ToString());
        return answer.GetProperty("results")[0];
    }
}
