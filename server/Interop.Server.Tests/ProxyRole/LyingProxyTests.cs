using System.Text.Json.Nodes;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>An answer that cannot be believed is no decision: nothing is archived, nothing is delivered, the sender keeps it (spec 07).</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class LyingProxyTests
{
    private static readonly Dictionary<string, Action<JsonObject>> Lies = new(StringComparer.Ordinal)
    {
        ["another code"] = answer => (Stamp(answer)["code"], First(answer)["code"]) = ("2.0.2", "2.0.2"),
        ["a code that the stamp does not say"] = answer => First(answer)["code"] = "2.0.2",
        ["another direction"] = answer => Stamp(answer)["direction"] = "egress",
        ["another event"] = answer => Stamp(answer)["event"] = new string('A', 43),
        ["another proxy"] = answer => Stamp(answer)["proxy"] = "ocip://acme.example/p/other",
        ["a recipient less"] = answer => Stamp(answer).Remove("recipients"),
        ["other policies"] = answer => First(answer)["evaluated"] = new JsonArray("allow-all/1"),
        ["no stamp"] = answer => First(answer).Remove("stamp"),
        ["no proof"] = answer => First(answer).Remove("proof"),
        ["no proof of the receipt"] = answer => First(answer).Remove("receiptProof"),
        ["a receipt of another record"] = answer => Stamp(answer)["receipt"]!["index"] = 0,
        ["a receipt of another event"] = answer => Stamp(answer)["receipt"]!["event"] = new string('A', 43),
        ["a body in place of the one that was judged"] = answer => First(answer)["redactedBody"] = new JsonObject { ["salt"] = new string('A', 43), ["content"] = new JsonObject() },
        ["own people beside a stamp that does not commit to them"] = answer => First(answer)["own"] = new JsonObject { ["code"] = "2.1.3", ["recipients"] = new JsonArray(), ["salt"] = new string('A', 43) },
        ["a stamp by a key of somebody else's"] = ForgeStamp,
        ["a receipt's signature in place of the stamp's"] = answer => First(answer)["proof"] = First(answer)["receiptProof"]!.DeepClone(),
        ["no result"] = answer => answer["results"]!.AsArray().Clear(),
    };

    [Fact]
    public async Task ALie_IsNoDecision()
    {
        await using var stage = await ProxyScene.OpenBehindRelayAsync();
        var (alice, bob, carol) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob, carol);
        await stage.CloseAsync(carol);
        var listening = bob.Listen();
        Assert.Equal("2.1.3", (await alice.SayAsync(room, "the truth")).Code);
        var before = (await stage.Scene.AuditAsync()).Records.Count;
        foreach (var (name, lie) in Lies)
        {
            stage.Relay!.Lie = lie;
            var said = await alice.SayAsync(room, name);
            Assert.True(said.Code == "4.1.1", $"{name}: {said.Code} {said.Detail}");
            await Pause.Ms(300);
        }
        Assert.Equal(before, (await stage.Scene.AuditAsync()).Records.Count);
        Assert.Equal(["the truth"], listening.Texts);
        stage.Relay!.Lie = null;
        await Pause.Ms(1000);
        Assert.Equal("2.1.3", (await alice.SayAsync(room, "the truth again")).Code);
    }

    [Fact]
    public async Task KeysThatAreNotThePinnedOnes_AreNotTakenOver()
    {
        await using var stage = await ProxyScene.OpenBehindRelayAsync();
        var (alice, bob, _) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        await using var stranger = await ServerProcess.StartNewAsync("--role", "proxy");
        await stage.PutStrangerBehindRelayAsync(stranger);
        Assert.Equal("4.1.1", (await alice.SayAsync(room, "decided by a stranger")).Code);
    }

    private static JsonObject First(JsonObject answer) => answer["results"]![0]!.AsObject();

    private static JsonObject Stamp(JsonObject answer) => First(answer)["stamp"]!.AsObject();

    private static void ForgeStamp(JsonObject answer)
    {
        using var key = SigningKey.Create(KeyPurposes.Stamp);
        var stamp = System.Text.Json.JsonSerializer.Deserialize(Stamp(answer).ToJsonString(), Protocol.OcipJson.Default.Stamp)!;
        var (batch, _) = BatchSigner.Sign(key, [Protocol.ProxyApi.StampDigest.Of(stamp)]);
        answer["batches"]!.AsArray().Add(System.Text.Json.JsonSerializer.SerializeToNode(batch, Protocol.OcipJson.Default.SignedBatch));
        First(answer)["proof"] = new JsonObject { ["batch"] = answer["batches"]!.AsArray().Count - 1, ["index"] = 0, ["path"] = new JsonArray() };
    }
}
