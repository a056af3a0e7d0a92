using System.Net.Sockets;
using Interop.Client;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Media;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>Files are shown to ClamAV's daemon before they go in (spec 15.9).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ScannedMediaTests
{
    [Fact]
    public async Task Clean_GoesIn_WithItsVerdict_AndMalwareDoesNot()
    {
        await using var clamd = new FakeClamd();
        await using var scene = await Scene.OpenAsync("--media-scanner", clamd.Option);
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var room = await Scene.RoomAsync(alice, bob);
        var (media, sent) = await Attached.SendAsync(alice, room, Attached.Picture(200_000));
        Assert.Equal("2.0.0", sent.Code);
        var record = (await scene.AuditAsync()).Events[sent.Event!.Value.Value];
        var archived = Assert.Single(record.Media!);
        Assert.Equal((MediaVerdicts.Clean, FakeClamd.Version, null), (archived.Scan!.Verdict, archived.Scan.Scanner, archived.Scan.Signature));
        Assert.Equal([archived.Commitment(System.Buffers.Text.Base64Url.DecodeFromChars(record.Body!.Salt))], record.Record.GetProperty("media").EnumerateArray().Select(m => m.GetString()));

        byte[] infected = [.. Attached.Picture(150_000), .. FakeClamd.Eicar];
        var refused = await Assert.ThrowsAsync<OcipProblemException>(() => Attached.PutInAsync(alice, infected));
        Assert.Equal("5.1.7", refused.Problem.Code);
        Assert.Contains(FakeClamd.Signature, refused.Problem.Detail, StringComparison.Ordinal);
        Assert.Empty(Attached.FilesOf(scene.Server, infected.Length));
        // Nothing may refer to it either, and the refusal is archived with what was found.
        var view = media with { Digest = Attached.DigestOf(infected), Size = infected.Length, Url = MediaId.Of(TwoProviders.AcmeName, Attached.DigestOf(infected)) };
        var said = await alice.SubmitAsync(Attached.Message(room, "look", MediaClient.PartOf(view)));
        Assert.Equal("5.1.7", said.Code);
        Assert.Contains(FakeClamd.Signature, (await scene.AuditAsync()).Records[(int)said.Index!.Value].Record.GetProperty("decision").GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("5.5.4", (await Attached.GetAsync(alice, view.Digest)).Code);
        Assert.True(clamd.Scanned >= 2);
    }

    [Fact]
    public async Task WithoutTheScanner_FilesWait_AndGoInOnceItIsBack()
    {
        var clamd = new FakeClamd();
        var place = clamd.Place;
        await using var scene = await Scene.OpenAsync("--media-scanner", clamd.Option);
        await clamd.DisposeAsync();
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var octets = Attached.Picture(100_000);
        Assert.Equal("4.1.1", (await Assert.ThrowsAsync<OcipProblemException>(() => Attached.PutInAsync(alice, octets))).Problem.Code);
        Assert.Empty(Attached.FilesOf(scene.Server, octets.Length));
        // What came in several requests need not come again.
        using var upload = new Tus(scene.Server.Address, alice.Token);
        var id = await upload.CreateAsync(octets.Length);
        Assert.Equal(204, (await upload.AppendAsync(id, 0, octets)).Status);
        Assert.Equal("4.1.1", (await upload.FinishAsync(id, Attached.DigestOf(octets))).Code);
        Assert.Equal(octets.Length, await upload.OffsetAsync(id));
        await using (new FakeClamd(place))
        {
            Assert.Null((await upload.FinishAsync(id, Attached.DigestOf(octets))).Code);
            var view = new MediaView(MediaId.Of(TwoProviders.AcmeName, Attached.DigestOf(octets)), Attached.DigestOf(octets), octets.Length, "image/png", "");
            Assert.Equal("2.0.0", (await alice.SubmitAsync(Attached.Message(await Scene.RoomAsync(alice, bob), "late", MediaClient.PartOf(view)))).Code);
        }
    }

    [Fact]
    public async Task OpenPolicy_LetsFilesInWithoutAVerdict_AndMarksThem()
    {
        await using var clamd = new FakeClamd(new UnixDomainSocketEndPoint(Path.Combine(Directory.CreateTempSubdirectory("clamd-").FullName, "ctl"))) { OctetsMax = 10_000 };
        await using var scene = await Scene.OpenAsync("--media-scanner", clamd.Option, "--failure-policy", "open");
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var room = await Scene.RoomAsync(alice, bob);
        foreach (var (octets, verdict) in new[] { (5_000, MediaVerdicts.Clean), (3_000_000, MediaVerdicts.NotScanned) })
        {
            var (_, sent) = await Attached.SendAsync(alice, room, Attached.Picture(octets));
            Assert.Equal(verdict, Assert.Single((await scene.AuditAsync()).Events[sent.Event!.Value.Value].Media!).Scan!.Verdict);
        }
    }

    [Fact]
    public async Task MalwareFromAnotherProvider_IsRefused_AndItsRoomGoesOn()
    {
        await using var clamd = new FakeClamd();
        await using var two = await TwoProviders.OpenAsync([], ["--media-scanner", clamd.Option]);
        var (alice, bob) = (await two.Acme.PersonAsync("alice"), await two.Globex.PersonAsync("bob"));
        var his = bob.Listen();
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Scanned"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        byte[] infected = [.. Attached.Picture(70_000), .. FakeClamd.Eicar];
        var (media, _) = await Attached.SendAsync(alice, room, infected, "malware");
        Assert.Equal('2', (await alice.SayAsync(room, "afterwards")).Code[0]);
        await his.UntilTextAsync("afterwards");
        Assert.DoesNotContain("malware", his.Texts);
        Assert.Empty(Attached.FilesOf(two.Globex.Server, infected.Length));
        Assert.Equal("5.5.4", (await Attached.GetAsync(bob, media.Digest)).Code);
        Assert.Contains((await two.Globex.AuditAsync()).Records, r => r.Record.TryGetProperty("decision", out var d) && d.GetProperty("code").GetString() == "5.1.7");
    }
    [Fact]
    public async Task FileFromAnotherProvider_WaitsWithItsEvent_WhileTheScannerIsAway()
    {
        var clamd = new FakeClamd();
        var place = clamd.Place;
        await using var two = await TwoProviders.OpenAsync([], ["--media-scanner", clamd.Option]);
        await clamd.DisposeAsync();
        var (alice, bob) = (await two.Acme.PersonAsync("alice"), await two.Globex.PersonAsync("bob"));
        var his = bob.Listen();
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Scanned later"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        var octets = Attached.Odd();
        var (media, sent) = await Attached.SendAsync(alice, room, octets, "with a file");
        Assert.Equal('2', sent.Code[0]);
        Assert.Equal('2', (await alice.SayAsync(room, "behind it")).Code[0]);
        for (var tries = 0; tries < 1200 && !two.Globex.Server.Output.Contains("No verdict on a file", StringComparison.Ordinal); tries++)
            await Pause.Ms(50);
        Assert.Contains("No verdict on a file", two.Globex.Server.Output, StringComparison.Ordinal);
        Assert.Empty(his.Texts);
        Assert.Empty(Attached.FilesOf(two.Globex.Server, octets.Length));
        Assert.Equal("5.5.4", (await Attached.GetAsync(bob, media.Digest)).Code);
        await using (new FakeClamd(place))
            await his.UntilTextAsync("behind it");
        Assert.Equal(["with a file", "behind it"], his.Texts);
        Assert.Equal(octets, (await Attached.GetAsync(bob, media.Digest)).Octets);
        Assert.Equal(MediaVerdicts.Clean, Assert.Single((await two.Globex.AuditAsync()).Events[sent.Event!.Value.Value].Media!).Scan!.Verdict);
    }
}
