using System.Net;
using System.Net.Sockets;
using System.Text;
using Interop.Client;
using Interop.Protocol.Media;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>Files in several requests (spec 15.8): by a client of tus that is not ours, by ours, and over crashes.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ResumableMediaTests : IAsyncLifetime
{
    private const string Marker = "The board has approved the acquisition of Globex.";
    private Scene? scene;

    private Scene Scene => scene ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => scene = await EndToEnd.Scene.OpenAsync("--media-max", "60000000");

    public async Task DisposeAsync() => await Scene.DisposeAsync();

    [Fact]
    public async Task File_ComesInParts_IsComparedWithItsDigest_AndIsReferredTo()
    {
        var (alice, bob) = (await Scene.PersonAsync("alice"), await Scene.PersonAsync("bob"));
        using var upload = new Tus(Scene.Server.Address, alice.Token);
        using var other = new Tus(Scene.Server.Address, bob.Token);
        var octets = Attached.Picture(300_000);
        var digest = Attached.DigestOf(octets);
        var id = await upload.CreateAsync(octets.Length);
        Assert.Equal(0, await upload.OffsetAsync(id));
        foreach (var (from, to) in new[] { (0, 1), (1, 65_536), (65_536, 65_537), (65_537, 200_000), (200_000, 300_000) })
        {
            Assert.Equal("5.5.0", (await upload.FinishAsync(id, digest)).Code);
            Assert.Equal((204, $"{to}"), await upload.AppendAsync(id, from, octets[from..to]));
            Assert.Equal((409, $"{to}"), await upload.AppendAsync(id, from, octets[from..to]));
            Assert.Equal(to, await upload.OffsetAsync(id));
        }
        // It is nobody else's, and no longer than it was to be.
        Assert.Equal(404, (await other.AppendAsync(id, 300_000, [1])).Status);
        Assert.Equal(413, (await upload.AppendAsync(id, 300_000, [1])).Status);
        Assert.Equal((201, null), await upload.FinishAsync(id, digest));
        Assert.Equal((201, null), await upload.FinishAsync(id, digest));
        Assert.Equal("5.5.0", (await upload.FinishAsync(id, Attached.DigestOf([1]))).Code);
        var view = new MediaView(MediaId.Of(TwoProviders.AcmeName, digest), digest, octets.Length, "image/png", "");
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Attached.Message(await EndToEnd.Scene.RoomAsync(alice, bob), "parts", MediaClient.PartOf(view)))).Code);
        Assert.Equal(octets, (await Attached.GetAsync(bob, digest)).Octets);
        Assert.Empty(Directory.GetFiles(Path.Combine(Scene.Server.Data, "media", "partial")));
    }

    [Fact]
    public async Task Wrong_IsRefused_AsItsStandardSays()
    {
        var alice = await Scene.PersonAsync("carol");
        using var upload = new Tus(Scene.Server.Address, alice.Token);
        using (var options = await upload.SendAsync(HttpMethod.Options, "ocip/v1/client/media/uploads"))
            Assert.Equal((204, "1.0.0", "60000000"), ((int)options.StatusCode, options.Headers.GetValues("Tus-Version").Single(), options.Headers.GetValues("Tus-Max-Size").Single()));
        using (var old = await upload.SendAsync(HttpMethod.Post, "ocip/v1/client/media/uploads", ("Tus-Resumable", "0.2.2"), ("Upload-Length", "5")))
            Assert.Equal((412, "1.0.0"), ((int)old.StatusCode, old.Headers.GetValues("Tus-Version").Single()));
        foreach (var (length, status) in new[] { ("60000001", HttpStatusCode.RequestEntityTooLarge), ("0", HttpStatusCode.BadRequest), ("-5", HttpStatusCode.BadRequest), ("x", HttpStatusCode.BadRequest) })
        {
            using var refused = await upload.SendAsync(HttpMethod.Post, "ocip/v1/client/media/uploads", ("Upload-Length", length));
            Assert.Equal(status, refused.StatusCode);
        }
        var id = await upload.CreateAsync(10);
        Assert.Equal(204, (await upload.AppendAsync(id, 0, "0123456789"u8.ToArray())).Status);
        Assert.Equal("5.5.0", (await upload.FinishAsync(id, Attached.DigestOf("other"u8.ToArray()))).Code);
        Assert.Equal(404, (await upload.AppendAsync(id, 0, [1])).Status); // it was thrown away
        id = await upload.CreateAsync(10);
        using (var removed = await upload.SendAsync(HttpMethod.Delete, id))
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(404, (await upload.AppendAsync(id, 0, [1])).Status);
        // What is announced counts before it comes.
        for (var n = 0; n < 8; n++)
            await upload.CreateAsync(60_000_000);
        using var stopped = await upload.SendAsync(HttpMethod.Post, "ocip/v1/client/media/uploads", ("Upload-Length", "60000000"));
        Assert.Equal(HttpStatusCode.TooManyRequests, stopped.StatusCode);
    }

    [Fact]
    public async Task Killed_LosesNothingAcknowledged_AndHasNothingPlainOnTheDisk()
    {
        var alice = await Scene.PersonAsync("dave");
        using var upload = new Tus(Scene.Server.Address, alice.Token);
        var octets = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Marker + "\n", 500_000)));
        var id = await upload.CreateAsync(octets.Length);
        Assert.Equal(204, (await upload.AppendAsync(id, 0, octets[..100_001])).Status);
        // A long request of which the end never comes.
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(IPAddress.Loopback, Scene.Server.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"PATCH {id} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {alice.Token}\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 100001\r\nContent-Length: {octets.Length - 100_001}\r\n\r\n"));
            await socket.SendAsync(octets.AsMemory(100_001, 20_000_000));
            for (var tries = 0; tries < 1200 && Scene.Server.Data is var data && new FileInfo(Path.Combine(data, "media", "partial", id[^32..])).Length < 19_000_000; tries++)
                await Pause.Ms(50);
            await Scene.Server.KillAsync();
        }
        await Scene.Server.RestartAsync("--media-max", "60000000");
        var offset = await upload.OffsetAsync(id);
        Assert.InRange(offset, 16_000_000, 20_100_001);
        Assert.Empty(RawFiles.With(Scene.Server.Data, Marker));
        // Who comes back ends a connection of which the server does not know that it is dead.
        using var dead = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await dead.ConnectAsync(IPAddress.Loopback, Scene.Server.Port);
        await dead.SendAsync(Encoding.ASCII.GetBytes($"PATCH {id} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {alice.Token}\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: {offset}\r\nContent-Length: {octets.Length - offset}\r\n\r\n"));
        await dead.SendAsync(octets.AsMemory((int)offset, 5));
        await Pause.Ms(300);
        var now = await upload.OffsetAsync(id);
        Assert.InRange(now, offset, offset + 5);
        Assert.Equal(204, (await upload.AppendAsync(id, now, octets[(int)now..])).Status);
        Assert.Equal((201, null), await upload.FinishAsync(id, Attached.DigestOf(octets)));
        Assert.Equal(octets, (await Attached.GetAsync(alice, Attached.DigestOf(octets))).Octets);
        Assert.Empty(RawFiles.With(Scene.Server.Data, Marker));
    }

    [Fact]
    public async Task Client_GoesOnByItself_OverAKilledServer()
    {
        var alice = await Scene.PersonAsync("erin");
        var octets = Attached.Picture(40_000_000);
        var putting = Attached.PutInAsync(alice, octets);
        var partial = Path.Combine(Scene.Server.Data, "media", "partial");
        for (var tries = 0; tries < 1200 && !putting.IsCompleted && !Directory.EnumerateFiles(partial).Any(f => new FileInfo(f) is { Exists: true, Length: > 9_000_000 }); tries++)
            await Pause.Ms(5);
        await Scene.Server.KillAsync();
        await Scene.Server.RestartAsync("--media-max", "60000000");
        Assert.Equal(Attached.DigestOf(octets), (await putting).Digest);
        Assert.Equal(octets, (await Attached.GetAsync(alice, Attached.DigestOf(octets))).Octets);
    }
}
