using Interop.Protocol.ArchiveApi;
using Interop.Protocol.ClientApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>What other providers have signed of the events of a package is in it, and is checked with their keys (spec 08.15).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class PackageAttestationTests
{
    private const string Attestations = "proofs/attestations.ndjson";
    private const string Witnessed = "proofs/witnessed.ndjson";

    [Fact]
    public async Task EventsOfTwoProviders_BringWhatTheOtherSigned_AndFaultsAreNamed()
    {
        await using var two = await TwoProviders.OpenAsync(["--witness-every", "0.5"], others: []);
        var (alice, bob) = (await two.Acme.PersonAsync("alice"), await two.Globex.PersonAsync("bob"));
        var (hers, his) = (alice.Listen(), bob.Listen());
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Project"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        await SayAsync(3);
        // The room is ordered by the other one from here on, and its id still names the first.
        using (var answer = await two.Acme.Http.PostAsync(new Uri($"ocip/v1/admin/rooms/{room.Uuid:D}/handover/globex.example", UriKind.Relative), null))
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await his.UntilAsync(s => s.Events[^1].Header.Type == "room", "the hand-over");
        await SayAsync(6);
        foreach (var (scene, other, name) in new[] { (two.Acme, two.Globex, "globex.example"), (two.Globex, two.Acme, "acme.example") })
        {
            using var packages = await Packages.OpenAsync(scene, "olga", "examiner");
            var (_, path) = await packages.MakeAsync(new ExportScope { Kinds = ["event", "egress"] });
            var report = packages.Good(path);
            Assert.True(report.Attested > 6, $"{report.Attested}");
            Assert.Equal([name], report.Unpinned);
            var file = Path.GetTempFileName();
            await File.WriteAllBytesAsync(file, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(other.Keys, Interop.Protocol.OcipJson.Default.JsonWebKeySet));
            var pin = $"{name}={file}";
            await WitnessedAsync(scene, name);
            (_, path) = await packages.MakeAsync(new ExportScope { Kinds = ["event", "egress"] });
            var pinned = Packages.Verify(path, new Interop.Cli.Verification.PinnedKeys(scene.Keys.Keys, isPinned: true), pin);
            Assert.True(pinned is { Fault: null, Unpinned.Count: 0, HubsNotShown: 0 }, $"{pinned.Fault?.Message} {pinned.HubsNotShown}");
            Assert.Contains(pinned.Outside!.Sentences(Interop.Cli.Verification.Outside.OutsideTrust.None), s => s.StartsWith($"witnessed by {name}: ", StringComparison.Ordinal));
            using (var forger = new Forger(path))
            {
                forger.Lines(Witnessed, line => line.Replace("\"at\":\"20", "\"at\":\"21", StringComparison.Ordinal));
                var fault = forger.Verify(pin).Fault!;
                Assert.Equal((Witnessed, true), (fault.File, fault.Message.Contains($"is not signed by the witness {name}", StringComparison.Ordinal)));
            }

            // Of the last event alone the archive's word is all there is of who gave it its place.
            var (_, last) = await packages.MakeAsync(new ExportScope { Ranges = [new IndexRange((await Packages.IndexesAsync(path))[^1], (await Packages.IndexesAsync(path))[^1])] });
            Assert.Equal((1, 1), (packages.Good(last).Attested, packages.Good(last).HubsNotShown));

            var incoming = (await Packages.TextAsync(path, "records.ndjson")).Split('\n').First(l => l.Contains($"\"federation:{name}\"", StringComparison.Ordinal));
            var index = incoming[9..incoming.IndexOf(',', StringComparison.Ordinal)];
            using (var forger = new Forger(path))
            {
                forger.Lines(Attestations, line => line.StartsWith($"{{\"index\":{index},", StringComparison.Ordinal) ? "" : line);
                Assert.Contains($"record {index}: the event came from another provider, and what that signed is missing", forger.Verify(pin).Fault!.Message, StringComparison.Ordinal);
            }
            using (var forger = new Forger(path))
            {
                // What was signed for one event is no signature for another.
                string? first = null;
                forger.Lines(Attestations, line => (first ??= line) == line ? line : line[..(line.IndexOf("\"signed\":", StringComparison.Ordinal))] + first[first.IndexOf("\"signed\":", StringComparison.Ordinal)..]);
                var fault = forger.Verify(pin).Fault!;
                Assert.Contains("is over something else", fault.Message, StringComparison.Ordinal);
                Assert.Equal(Attestations, fault.File);
                Assert.True(fault.Offset > 0);
            }
            // Keys of somebody else that are called theirs.
            Assert.Contains("which is not pinned for", Packages.Verify(path, new Interop.Cli.Verification.PinnedKeys(scene.Keys.Keys, isPinned: true), await OwnKeysAsync(scene, name)).Fault!.Message, StringComparison.Ordinal);
            File.Delete(file);
        }

        async Task SayAsync(int until)
        {
            for (var i = until - 3; i < until; i += 1)
                Assert.Equal('2', (await (i % 2 == 0 ? alice : bob).SayAsync(room, $"words {i}")).Code[0]);
            await hers.UntilCountAsync(until);
            await his.UntilCountAsync(until);
        }
    }

    /// <summary>The other one has signed a head of this archive that has all that was said.</summary>
    private static async Task WitnessedAsync(Scene scene, string by)
    {
        var size = await scene.Office.RecordsAsync();
        for (var i = 0; i < 150; i++, await Pause.Ms(200))
        {
            if ((await scene.Admin.FederationAsync()).Peers.FirstOrDefault(p => p.Provider.Value == by)?.WitnessedThere >= size)
                return;
        }
        throw new TimeoutException($"{by} has not signed a head");
    }

    private static async Task<string> OwnKeysAsync(Scene scene, string name)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(scene.Keys, Interop.Protocol.OcipJson.Default.JsonWebKeySet));
        return $"{name}={file}";
    }
}
