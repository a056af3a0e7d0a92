using System.Net;
using System.Net.Sockets;
using System.Text;
using Interop.Client;
using Interop.Protocol.Media;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>The server is killed while files come in; files that nobody refers to go by themselves.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class KilledUploadTests
{
    [Fact]
    public async Task Killed_LosesNothingAcknowledged_AndSweepsTheRest()
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var room = await Scene.RoomAsync(alice, bob);
        for (var round = 0; round < 3; round++)
        {
            var acknowledged = new List<(MediaView Media, byte[] Octets)>();
            using var half = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await half.ConnectAsync(IPAddress.Loopback, scene.Server.Port);
            await half.SendAsync(Encoding.ASCII.GetBytes($"POST /ocip/v1/client/media HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {alice.Token}\r\nContent-Type: image/png\r\nContent-Length: 900000\r\n\r\n{new string('x', 300_000)}"));
            var putting = Task.Run(async () =>
            {
                try
                {
                    for (var i = 0; i < 200; i++)
                    {
                        var octets = Attached.Picture(20_000);
                        acknowledged.Add((await Attached.PutInAsync(alice, octets), octets));
                    }
                }
                catch (Exception killed) when (killed is HttpRequestException or IOException or OcipProblemException)
                {
                    return;
                }
            });
            for (var tries = 0; acknowledged.Count == 0 && tries < 200; tries++)
                await Pause.Ms(50);
            await Pause.Ms(100 + (round * 70));
            await scene.Server.KillAsync();
            await putting;
            await scene.Server.RestartAsync();
            Assert.NotEmpty(acknowledged);
            Assert.Empty(Directory.GetFiles(Path.Combine(scene.Server.Data, "media", "arriving")));
            foreach (var (media, octets) in acknowledged)
                Assert.Equal(octets, (await Attached.GetAsync(alice, media.Digest)).Octets);
            for (var start = 0; start < acknowledged.Count; start += 30)
                Assert.Equal("2.0.0", (await alice.SubmitAsync(Attached.Message(room, "after the crash", [.. acknowledged.Skip(start).Take(30).Select(a => MediaClient.PartOf(a.Media))]))).Code);
            Assert.Equal(acknowledged[0].Octets, (await Attached.GetAsync(bob, acknowledged[0].Media.Digest)).Octets);
        }
    }

    [Fact]
    public async Task FileThatNoEventRefersTo_IsThrownAway_AfterItsTime()
    {
        await using var scene = await Scene.OpenAsync("--media-unused", "2");
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var room = await Scene.RoomAsync(alice, bob);
        var (used, _) = await Attached.SendAsync(alice, room, Attached.Picture());
        var unused = await Attached.PutInAsync(alice, Attached.Picture(5000));
        var stray = Path.Combine(scene.Server.Data, "media", "7f", Guid.CreateVersion7().ToString("N")[..30] + "7f");
        Directory.CreateDirectory(Path.GetDirectoryName(stray)!);
        await File.WriteAllTextAsync(stray, "left by a crash");
        for (var tries = 0; Attached.FilesOf(scene.Server, 5000).Length > 0 && tries < 200; tries++)
            await Pause.Ms(100);
        Assert.Empty(Attached.FilesOf(scene.Server, 5000));
        Assert.Equal("5.5.4", (await Attached.GetAsync(alice, unused.Digest)).Code);
        Assert.Equal("5.5.8", (await alice.SubmitAsync(Attached.Message(room, "too late", MediaClient.PartOf(unused)))).Code);
        Assert.NotNull((await Attached.GetAsync(bob, used.Digest)).Octets);
        await scene.Server.RestartAsync("--media-unused", "2");
        for (var tries = 0; File.Exists(stray) && tries < 100; tries++)
            await Pause.Ms(50);
        Assert.False(File.Exists(stray));
        Assert.NotNull((await Attached.GetAsync(bob, used.Digest)).Octets);
    }
    [Fact]
    public async Task UploadThatIsNotFinished_IsThrownAway_AfterItsTime()
    {
        await using var scene = await Scene.OpenAsync("--media-unused", "2");
        var alice = await scene.PersonAsync("alice");
        using var upload = new Tus(scene.Server.Address, alice.Token);
        var octets = Attached.Picture(200_000);
        var id = await upload.CreateAsync(octets.Length);
        Assert.Equal((204, "120000"), await upload.AppendAsync(id, 0, octets[..120_000]));
        var partial = Path.Combine(scene.Server.Data, "media", "partial");
        Assert.Single(Directory.GetFiles(partial));
        for (var tries = 0; tries < 1200 && Directory.GetFiles(partial).Length > 0; tries++)
            await Pause.Ms(50);
        Assert.Empty(Directory.GetFiles(partial));
        Assert.Equal(404, (await upload.AppendAsync(id, 120_000, octets[120_000..])).Status);
        Assert.Equal("5.5.4", (await upload.FinishAsync(id, Attached.DigestOf(octets))).Code);
        // Begun anew, it comes to its end; and what was finished is there until nothing refers to it for that time.
        id = await upload.CreateAsync(octets.Length);
        Assert.Equal(204, (await upload.AppendAsync(id, 0, octets)).Status);
        Assert.Null((await upload.FinishAsync(id, Attached.DigestOf(octets))).Code);
        await scene.AuditAsync();
    }
}
