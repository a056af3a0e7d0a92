using System.Text.Json;
using Interop.Cli.Bench;
using Interop.Cli.Verification;
using Interop.Client.Live;
using Interop.Client.Receipts;
using Interop.Client.Submitting;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Client;

/// <summary>The client library, the bench and the offline verifier on a running server.</summary>
[Collection(RealServerTests.Name)]
public sealed class AgainstTheServerTests(RealServer server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Submitter_KeepsOrder_AndEveryReceiptIsGood(bool overHttp)
    {
        const int count = 400;
        var suffix = server.Suffix();
        var alice = await server.Scene.PersonAsync("alice" + suffix);
        var bob = await server.Scene.PersonAsync("bob" + suffix);
        var room = await Scene.RoomAsync(alice, bob);
        await using var live = new OcipLive(server.Scene.Server.Address, alice.Token);
        await using var submitter = new Submitter(overHttp ? alice.Client.SubmitAsync : live.SubmitAsync);
        var verifier = new ReceiptVerifier(server.Scene.Keys, "acme.example/archive");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        var results = Task.WhenAll(Enumerable.Range(0, count).Select(n => submitter.SubmitAsync(Actor.Message(room, $"{n}"))));
        await using var bobLive = new OcipLive(server.Scene.Server.Address, bob.Token);
        List<string> texts = [];
        await foreach (var frame in overHttp ? bob.Client.SyncAsync(-1, limit.Token) : bobLive.SyncAsync(-1, limit.Token))
        {
            foreach (var item in frame.Items.Where(item => item is { Kind: SyncItem.KindEvent, Event.Header.Type: "message" }))
            {
                Assert.True(verifier.TryVerify(frame, item, out var fault), fault);
                texts.Add(MessageText.PlainOf(item.Event!.Body!.Content.Deserialize(OcipJson.Default.MessageContent)!)!);
            }
            if (texts.Count >= count)
                break;
        }

        Assert.All(await results, result => Assert.Equal("2.0.0", result.Code));
        Assert.Equal(Enumerable.Range(0, count).Select(n => $"{n}"), texts);
        Assert.InRange(verifier.SignaturesVerified, 1, count);
    }

    [Theory]
    [InlineData(0, false, 0)]
    [InlineData(0, true, 0)]
    [InlineData(6, false, 0)]
    [InlineData(0, false, 200)]
    public async Task Bench_FindsEverythingDeliveredOnceAndArchived(int members, bool sse, double rate)
    {
        var options = new BenchOptions { Pairs = 2, Members = members, Senders = Math.Min(2, Math.Max(1, members)), Window = 8, Count = 100, Warmup = 20, Rate = rate, Sse = sse };
        var bench = new SubmitBench(options, server.Scene.Office, null);

        var report = OfflineCheck.Run(await bench.RunAsync(CancellationToken.None), options, bench, server.Scene.Server.Data, CancellationToken.None);

        Assert.True(report.IsGood, report.ToJson());
        Assert.Equal(100, report.Delivered);
        Assert.Equal(100 * Math.Max(1, members), report.LatenciesMs.Length);
        Assert.InRange(report.ReceiptsChecked, 1, int.MaxValue);
    }

    [Fact]
    public async Task Verifier_AcceptsWhatTheServerWrites_WithPinnedKeysAndAnEarlierCheckpoint()
    {
        var alice = await server.Scene.PersonAsync("alice" + server.Suffix());
        var bob = await server.Scene.PersonAsync("bob" + server.Suffix());
        var earlier = await server.Scene.Office.Archive.CheckpointAsync();
        var room = await Scene.RoomAsync(alice, bob);
        await server.Scene.CloseAsync(bob);
        var held = await alice.SayAsync(room, "held");
        await alice.SubmitAsync(Actor.Edit(room, held.Event!.Value, "held and edited"));
        await bob.SubmitAsync(Actor.Retraction(room, held.Event!.Value));
        await server.Scene.OpenAsync(bob);
        await alice.SubmitAsync(Actor.Retraction(room, held.Event!.Value));

        using var folder = new DataFolder(server.Scene.Server.Data);
        var report = new ArchiveVerifier(folder, new PinnedKeys(server.Scene.Keys.Keys, isPinned: true), earlier).Run(null, CancellationToken.None);

        Assert.Null(report.Fault);
        Assert.Equal("acme.example/archive", report.Log);
    }
}
