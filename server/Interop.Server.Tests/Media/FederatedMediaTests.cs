using Interop.Cli.Verification;
using Interop.Protocol.ClientApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Evidence;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>Files between people of two organisations (spec 06, 15): each archives the octets before it delivers the event.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class FederatedMediaTests : IAsyncLifetime
{
    private TwoProviders? two;

    private TwoProviders Two => two ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => two = await TwoProviders.OpenAsync();

    public async Task DisposeAsync() => await Two.DisposeAsync();

    [Fact]
    public async Task File_IsArchivedByBoth_BeforeTheEventIsDelivered_BothWays()
    {
        var (alice, bob, eve) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"), await Two.Globex.PersonAsync("eve"));
        var (hers, his) = (alice.Listen(), bob.Listen());
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Files"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");

        foreach (var (from, to, text) in new[] { (alice, bob, "from the hub"), (bob, alice, "from the follower") })
        {
            var octets = Attached.Odd();
            var (media, sent) = await Attached.SendAsync(from, room, octets, text);
            Assert.Equal('2', sent.Code[0]);
            // With both: a follower has its own person's event when it has come back from the hub.
            await hers.UntilTextAsync(text);
            await his.UntilTextAsync(text);
            // It was delivered, so the octets are here, and need nobody else any more.
            Assert.Equal((1, 1), (Attached.FilesOf(Two.Acme.Server, media.Size).Length, Attached.FilesOf(Two.Globex.Server, media.Size).Length));
            Assert.Equal(octets, (await Attached.GetAsync(to, media.Digest)).Octets);
            Assert.Equal(octets, (await Attached.GetAsync(from, media.Digest)).Octets);
            Assert.Equal("5.5.4", (await Attached.GetAsync(eve, media.Digest)).Code);
            foreach (var scene in new[] { Two.Acme, Two.Globex })
            {
                var record = (await scene.AuditAsync()).Events[sent.Event!.Value.Value];
                var archived = Assert.Single(record.Media!);
                Assert.Equal((media.Digest, media.Size, "image/png"), (archived.Digest, archived.Size, archived.Type));
                Assert.DoesNotContain(media.Digest, scene.Server.Output, StringComparison.Ordinal);
            }
        }
        Assert.Empty(hers.Faults);
        Assert.Empty(his.Faults);
        foreach (var (scene, other) in new[] { (Two.Acme, Two.Globex), (Two.Globex, Two.Acme) })
        {
            var report = Verify(scene, other);
            Assert.True(report.Fault is null, report.Fault);
            Assert.Equal((2, 0), (report.Files, report.FilesNotLookedAt));
        }
        await TamperedAsync();
    }

    [Fact]
    public async Task KilledWhileAFileIsFetched_NothingIsLost_AndNothingDeliveredBeforeItIsHere()
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        var (hers, his) = (alice.Listen(), bob.Listen());
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Large files"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        var killed = new[] { Two.Globex.Server, Two.Acme.Server };
        for (var round = 0; round < killed.Length; round++)
        {
            foreach (var (from, to, stream, getting) in new[] { (alice, bob, his, Two.Globex.Server), (bob, alice, hers, Two.Acme.Server) })
            {
                var text = $"large {round} for {to.User.Local}";
                var octets = Attached.Picture(12_000_000 + (round * 10) + text.Length);
                var media = await Attached.PutInAsync(from, octets);
                var sending = SendUntilTakenAsync(from, new SubmitRequest(Actor.NewTransaction(), [Attached.Message(room, text, Interop.Client.MediaClient.PartOf(media))]));
                var arriving = Path.Combine(getting.Data, "media", "arriving");
                for (var tries = 0; tries < 1200 && Directory.GetFiles(arriving).Length == 0 && Attached.FilesOf(getting, media.Size).Length == 0; tries++)
                    await Pause.Ms(5);
                await killed[round].KillAsync();
                await killed[round].RestartAsync();
                await sending;
                await stream.UntilTextAsync(text);
                Assert.Equal(octets, (await Attached.GetAsync(to, media.Digest)).Octets);
            }
        }
        await his.UntilCountAsync(4);
        await hers.UntilCountAsync(4);
        Assert.Equal(hers.Texts, his.Texts);
        Assert.Empty(hers.Faults);
        Assert.Empty(his.Faults);
        Assert.Null(Verify(Two.Acme, Two.Globex).Fault);
        Assert.Null(Verify(Two.Globex, Two.Acme).Fault);
    }

    [Fact]
    public async Task AgreementWithoutAttachments_KeepsFilesBack_AndLetsTextThrough()
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        var his = bob.Listen();
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Text only"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        await TwoProviders.AgreeAsync(Two.Acme, TwoProviders.GlobexName, new Interop.Protocol.AdminApi.Agreement { State = "limited", Features = ["rooms", "direct"] });
        var (media, sent) = await Attached.SendAsync(alice, room, Attached.Odd(), "with a file");
        Assert.Equal("5.1.6", sent.Code);
        Assert.Equal('2', (await alice.SayAsync(room, "without")).Code[0]);
        await his.UntilTextAsync("without");
        Assert.Empty(Attached.FilesOf(Two.Globex.Server, media.Size));
    }

    private async Task TamperedAsync()
    {
        await Two.Globex.Server.KillAsync();
        var file = Directory.EnumerateFiles(Path.Combine(Two.Globex.Server.Data, "media"), "*", SearchOption.AllDirectories).First();
        var before = await File.ReadAllBytesAsync(file);
        var changed = (byte[])before.Clone();
        changed[^1] ^= 1;
        await File.WriteAllBytesAsync(file, changed);
        Assert.Contains("has other octets than were archived", Verify(Two.Globex, Two.Acme).Fault, StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains("is missing", Verify(Two.Globex, Two.Acme).Fault, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(file, before);
        Assert.Null(Verify(Two.Globex, Two.Acme).Fault);
        await using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(Two.Globex.Server.Data, "ocip.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using var change = database.CreateCommand();
            change.CommandText = "UPDATE media SET type='text/plain'";
            await change.ExecuteNonQueryAsync();
        }
        Assert.Contains("is not what was archived", Verify(Two.Globex, Two.Acme).Fault, StringComparison.Ordinal);
    }

    private VerificationReport Verify(Scene scene, Scene other)
    {
        using var data = new DataFolder(scene.Server.Data);
        var pins = EvidenceWorld.Pins((other.Server.Port == Two.Acme.Server.Port ? TwoProviders.AcmeName.Value : TwoProviders.GlobexName.Value, other.Keys));
        return new ArchiveVerifier(data, new PinnedKeys(scene.Keys.Keys, isPinned: true), null, pins).Run(null, default);
    }

    /// <summary>As a client does: the same transaction again until it is answered.</summary>
    private static async Task SendUntilTakenAsync(Actor who, SubmitRequest request)
    {
        for (var tries = 0; tries < 600; tries++, await Pause.Ms(100))
        {
            try
            {
                var code = (await who.Client.SubmitAsync(request)).Results[0].Code;
                if (code[0] == '2')
                    return;
                Assert.Equal('4', code[0]);
            }
            catch (Exception down) when (down is HttpRequestException or IOException or Interop.Client.OcipProblemException or TaskCanceledException)
            {
                continue;
            }
        }
        Assert.Fail("never taken");
    }
}
