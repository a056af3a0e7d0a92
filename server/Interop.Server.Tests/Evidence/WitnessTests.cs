using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Specification;
using Interop.Server.Tests.Tidy;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>Providers sign each other's checkpoints: what continues what was seen before is signed, what does not leaves a record.</summary>
[Collection(EvidenceWorldTests.Name)]
public sealed class WitnessTests(EvidenceWorld world)
{
    private static readonly string Log = $"{FakePeer.Name}/archive";

    private readonly ToldHub hub = new(world.Peer, world.Two);
    private readonly List<byte[]> leaves = [];

    private Scene Acme => world.Two.Acme;

    [Fact]
    public async Task Providers_WitnessEachOther_AndAnOutsiderChecksItOffline()
    {
        var published = await EvidenceWorld.UntilAsync(WitnessedAsync, found => found.Any(c => c.Witness == TwoProviders.GlobexName && c.Size > 0));

        var cosigned = published.Single(c => c.Witness == TwoProviders.GlobexName);
        var witness = VerificationKey.From(world.Two.Globex.Keys.Keys.Single(k => k.Purpose == KeyPurposes.Checkpoint));
        Assert.True(Cosigning.Verify(cosigned.Signature, cosigned.Checkpoint, cosigned.At, witness));
        Assert.False(Cosigning.Verify(cosigned.Signature, cosigned.Checkpoint, "2026-01-01T00:00:00.000Z", witness));

        var report = world.Verify(Acme, witnesses: EvidenceWorld.Pins((TwoProviders.GlobexName.Value, world.Two.Globex.Keys)));
        Assert.Null(report.Fault);
        Assert.True(report.Witnessed > 0 && report.WitnessedSize >= cosigned.Size);
        Assert.Equal("no pinned witness has signed a checkpoint of this log", world.Verify(Acme, witnesses: EvidenceWorld.Pins(("hooli.example", world.Two.Globex.Keys))).Fault);
    }

    [Fact]
    public async Task Witnessing_GoesOn_AsTheLogGrows()
    {
        var before = (await EvidenceWorld.UntilAsync(WitnessedAsync, found => found.Any(c => c.Witness == TwoProviders.GlobexName))).Single(c => c.Witness == TwoProviders.GlobexName).Size;
        await Acme.PersonAsync("grower");

        var later = await EvidenceWorld.UntilAsync(WitnessedAsync, found => found.Any(c => c.Witness == TwoProviders.GlobexName && c.Size > before));

        Assert.Contains(later, c => c.Witness == TwoProviders.GlobexName && c.Size > before);
        var answer = await EvidenceWorld.AdminAsync(world.Two.Globex, HttpMethod.Get, "admin/federation");
        Assert.True(answer.Status == 200, world.Two.Globex.Server.Output);
        var view = answer.Body.GetProperty("peers").EnumerateArray().Single(p => p.GetProperty("provider").GetString() == "acme.example");
        Assert.True(view.GetProperty("witnessedHere").GetInt64() > before);
        Assert.Equal("active", view.GetProperty("agreement").GetString());
    }

    [Fact]
    public async Task Witness_SignsWhatContinues_AndTellsFromWhereAProofIsNeeded()
    {
        await BeginAsync();
        Grow(5);
        var first = await AskAsync(0);
        Assert.Equal((200, 5), (first.Status, first.Body.GetProperty("size").GetInt64()));
        Assert.True(first.Body.TryGetProperty("signature", out _));
        Grow(8);
        // Whoever does not say the size that the witness has is told it, and gets no signature.
        var told = await AskAsync(0);
        Assert.Equal((200, 5, false), (told.Status, told.Body.GetProperty("size").GetInt64(), told.Body.TryGetProperty("signature", out _)));
        Assert.Equal(13, (await AskAsync(5)).Body.GetProperty("size").GetInt64());
        // The same again is signed again.
        Assert.True((await AskAsync(13)).Body.TryGetProperty("signature", out _));
    }

    [Fact]
    public async Task Witness_RefusesWhatIsNotSignedByThePeer_OrOfAnotherLog()
    {
        await BeginAsync();
        Grow(3);
        Assert.Equal((401, "5.5.1"), await CodeAsync(new WitnessRequest(Note(SigningKey.Create(KeyPurposes.Checkpoint)), 0, [])));
        Assert.Equal((403, "5.1.0"), await CodeAsync(new WitnessRequest(new Checkpoint("initech.example/other", 3, MerkleTree.Root(leaves)).ToNote(hub.CheckpointKey), 0, [])));
        Assert.Equal((400, "5.5.0"), await CodeAsync(new WitnessRequest(Note(hub.CheckpointKey), 4, [])));
        Assert.Equal((400, "5.5.0"), await CodeAsync(new WitnessRequest(Note(hub.CheckpointKey), -1, [])));
    }

    [Fact]
    public async Task LogThatWasRewritten_GetsNoSignature_LeavesARecord_AndWaitsForTheAdministrator()
    {
        await BeginAsync();
        Grow(6);
        Assert.Equal(200, (await AskAsync(0)).Status);
        // Written again from the third record on, and longer than before.
        leaves.RemoveRange(2, 4);
        Grow(7);

        Assert.Equal((409, "5.5.6"), await CodeAsync(new WitnessRequest(Note(hub.CheckpointKey), 6, Proof(6))));

        var fork = (await EvidenceWorld.ForksAsync(Acme)).First(f => f.TryGetProperty("log", out var log) && log.GetString() == Log && !f.TryGetProperty("accepted", out _));
        var index = fork.GetProperty("index").GetInt64();
        var record = (await Acme.Office.Archive.RecordAsync(index)).Record;
        Assert.Equal(("fork", 9), (record.GetProperty("kind").GetString(), record.GetProperty("size").GetInt64()));
        RecordedExamples.Write("ForkRecord.log.json", record.GetRawText());
        Findings.None(await SpecTool.FindAsync([new SpecTool.Case("fork", "ForkRecord", JsonNode.Parse(record.GetRawText())).Line()]));
        var report = world.Verify(Acme);
        Assert.Null(report.Fault);
        Assert.True(report.Forks > 0);
        Assert.Equal((409, "5.5.6"), await CodeAsync(new WitnessRequest(Note(hub.CheckpointKey), 6, Proof(6))));
        var decided = await EvidenceWorld.AdminAsync(Acme, HttpMethod.Post, $"admin/forks/{index}", JsonSerializer.SerializeToUtf8Bytes(new ForkDecision("theirs"), OcipJson.Default.ForkDecision));
        Assert.Equal(204, decided.Status);
        Assert.Equal(200, (await AskAsync(0)).Status);
    }

    [Fact]
    public async Task TwoCheckpointsOfOneSize_AreAFork()
    {
        await BeginAsync();
        Grow(4);
        Assert.Equal(200, (await AskAsync(0)).Status);
        leaves[^1] = MerkleTree.LeafHash("another"u8);

        Assert.Equal((409, "5.5.6"), await CodeAsync(new WitnessRequest(Note(hub.CheckpointKey), 4, [])));

        await ForgetAsync();
    }

    /// <summary>The told peer's keys are known, and nothing of its log was witnessed.</summary>
    private async Task BeginAsync()
    {
        await world.RefreshAsync();
        Grow(1);
        // Whatever was witnessed before: a contradiction, and the decision for the new log, make the witness forget it.
        var size = (await AskAsync(0)).Body.GetProperty("size").GetInt64();
        Assert.Equal((409, "5.5.6"), await CodeAsync(new WitnessRequest(new Checkpoint(Log, size, new byte[32]).ToNote(hub.CheckpointKey), size, [])));
        await ForgetAsync();
        leaves.Clear();
    }

    private async Task ForgetAsync()
    {
        foreach (var fork in (await EvidenceWorld.ForksAsync(Acme)).Where(f => f.TryGetProperty("log", out _) && !f.TryGetProperty("accepted", out _)))
        {
            await EvidenceWorld.AdminAsync(Acme, HttpMethod.Post, $"admin/forks/{fork.GetProperty("index").GetInt64()}", JsonSerializer.SerializeToUtf8Bytes(new ForkDecision("theirs"), OcipJson.Default.ForkDecision));
        }
    }

    private async Task<Cosignature[]> WitnessedAsync() =>
        (await EvidenceWorld.AdminAsync(Acme, HttpMethod.Get, "archive/checkpoint/witnessed")).Body.Deserialize(OcipJson.Default.Cosignatures)!.Signatures;

    private void Grow(int by) => leaves.AddRange(Enumerable.Range(0, by).Select(n => MerkleTree.LeafHash(System.Text.Encoding.UTF8.GetBytes($"{Guid.CreateVersion7()} {n}"))));

    private string Note(SigningKey key) => new Checkpoint(Log, leaves.Count, MerkleTree.Root(leaves)).ToNote(key);

    private string[] Proof(long from) => [.. MerkleTree.ConsistencyPath(leaves, from).Select(h => Base64UrlText.Of(h))];

    private Task<(int Status, JsonElement Body)> AskAsync(long from) => PostAsync(new WitnessRequest(Note(hub.CheckpointKey), from, from == 0 || from > leaves.Count ? [] : Proof(from)));

    private Task<(int Status, JsonElement Body)> PostAsync(WitnessRequest request) => hub.PostAsync(Acme, "witness", JsonSerializer.SerializeToUtf8Bytes(request, OcipJson.Default.WitnessRequest));

    private async Task<(int Status, string? Code)> CodeAsync(WitnessRequest request)
    {
        var answer = await PostAsync(request);
        return (answer.Status, answer.Body.TryGetProperty("code", out var code) ? code.GetString() : answer.Body.ToString());
    }
}
