using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Interop.Client;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>People who mean harm, or whose programs do.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class HostileMediaTests(RealServer server) : IAsyncLifetime
{
    private const int Max = 200_000;
    private readonly string suffix = server.Suffix();
    private Scene? scene;

    private Scene Small => scene ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => scene = await Scene.OpenAsync("--media-max", $"{Max}");

    public async Task DisposeAsync() => await Small.DisposeAsync();

    private string[] Arriving => Directory.GetFiles(Path.Combine(Small.Server.Data, "media", "arriving"));

    /// <summary>64 MiB: more than the system keeps on a connection that nobody reads.</summary>
    private const int ChunksMax = 4096;

    [Fact]
    public async Task HugeAndEndless_AreRefused_AndLeaveNothing()
    {
        var alice = await Small.PersonAsync("alice" + suffix);
        Assert.Equal("5.5.5", (await Assert.ThrowsAsync<OcipProblemException>(() => Attached.PutInAsync(alice, Attached.Picture(Max + 1)))).Problem.Code);
        Assert.Equal(Max, (await Attached.PutInAsync(alice, Attached.Picture(Max))).Size);
        // Without a length, for as long as the server takes it.
        using var socket = await OpenAsync(alice, "Transfer-Encoding: chunked");
        var chunk = Encoding.ASCII.GetBytes("4000\r\n" + new string('x', 0x4000) + "\r\n");
        var sent = 0;
        try
        {
            for (; sent < ChunksMax; sent++)
                await socket.SendAsync(chunk);
        }
        catch (SocketException)
        {
            Assert.True(sent > 0);
        }
        Assert.True(sent < ChunksMax, "the server went on reading what it had refused");
        await EmptyAsync();
        Assert.NotNull(await Attached.PutInAsync(alice, Attached.Picture()));
    }

    [Fact]
    public async Task WrongLengthAndNothing_AreRefused_AndLeaveNothing()
    {
        var alice = await Small.PersonAsync("alice" + suffix);
        using (var socket = await OpenAsync(alice, "Content-Length: 5000"))
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(new string('x', 1000)));
            socket.Shutdown(SocketShutdown.Both);
        }
        await EmptyAsync();
        Assert.Equal("5.5.0", (await Assert.ThrowsAsync<OcipProblemException>(() => Attached.PutInAsync(alice, []))).Problem.Code);
        Assert.DoesNotContain(Directory.GetDirectories(Path.Combine(Small.Server.Data, "media")), d => Path.GetFileName(d) is not ("arriving" or "partial"));
    }

    [Fact]
    public async Task PathTricks_InTheDigest_AreNotFound()
    {
        var alice = await Small.PersonAsync("alice" + suffix);
        await Attached.PutInAsync(alice, Attached.Picture());
        using var http = new RawHttp(Small.Server.Address, alice.Token);
        foreach (var trick in new[]
        {
            "..%2F..%2Focip.db", "%2e%2e%2f%2e%2e%2fbootstrap-secret", "..%5C..%5Cocip.db", new string('a', 43), new string('A', 4000), "arriving", new string('.', 43), "%2Fetc%2Fpasswd",
        })
            RawHttp.AssertProblem(await http.GetAsync($"client/media/{trick}"), "5.5.4");
    }

    [Fact]
    public async Task ThousandFilesWithoutAMessage_AreStopped()
    {
        var (alice, bob) = (await Small.PersonAsync("alice" + suffix), await Small.PersonAsync("bob" + suffix));
        var kept = 0;
        string? code = null;
        for (; kept < 1000 && code is null; kept++)
        {
            try
            {
                await Attached.PutInAsync(alice, Attached.Picture(200));
            }
            catch (OcipProblemException stopped)
            {
                code = stopped.Problem.Code;
            }
        }
        Assert.Equal(("4.2.0", 257), (code, kept));
        // Others are not kept from theirs.
        Assert.NotNull(await Attached.PutInAsync(bob, Attached.Picture()));
    }

    [Fact]
    public async Task ManyAtOnce_AreStopped_AndSlowOnesHoldUpNobodyElse()
    {
        var (alice, bob) = (await Small.PersonAsync("alice" + suffix), await Small.PersonAsync("bob" + suffix));
        var slow = new List<Socket>();
        for (var i = 0; i < 4; i++)
        {
            slow.Add(await OpenAsync(alice, "Content-Length: 5000"));
            await slow[i].SendAsync("x"u8.ToArray());
        }
        for (var tries = 0; Arriving.Length < 4 && tries < 100; tries++)
            await Pause.Ms(50);
        Assert.Equal("4.2.0", (await Assert.ThrowsAsync<OcipProblemException>(() => Attached.PutInAsync(alice, Attached.Picture()))).Problem.Code);
        Assert.NotNull(await Attached.PutInAsync(bob, Attached.Picture()));
        foreach (var socket in slow)
            socket.Dispose();
        await EmptyAsync();
        Assert.NotNull(await Attached.PutInAsync(alice, Attached.Picture()));
    }

    [Fact]
    public async Task Ranges_ThatAskForTooMuch_GetTheWholeOrNothing()
    {
        var alice = await Small.PersonAsync("alice" + suffix);
        var media = await Attached.PutInAsync(alice, Attached.Picture(10_000));
        using var http = new HttpClient { BaseAddress = Small.Server.Address };
        foreach (var (range, status, octets) in new[]
        {
            ("bytes=" + string.Join(',', Enumerable.Range(0, 500).Select(i => $"{i}-")), HttpStatusCode.OK, 10_000L), ("bytes=0-0,0-0,0-0", HttpStatusCode.OK, 10_000), ("bytes=9999999-", HttpStatusCode.RequestedRangeNotSatisfiable, 0),
            ("bytes=5-2", HttpStatusCode.OK, 10_000), ("lines=1-2", HttpStatusCode.OK, 10_000), ("bytes=-1", HttpStatusCode.PartialContent, 1),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"ocip/v1/client/media/{media.Digest}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", alice.Token);
            request.Headers.TryAddWithoutValidation("Range", range);
            using var answer = await http.SendAsync(request);
            var body = await answer.Content.ReadAsByteArrayAsync();
            Assert.True(answer.StatusCode == status, $"{range[..Math.Min(20, range.Length)]}: {answer.StatusCode}");
            if (status != HttpStatusCode.RequestedRangeNotSatisfiable)
                Assert.Equal(octets, body.Length);
        }
    }

    [Fact]
    public async Task DiskWithoutRoom_TakesNoFiles_AndTheArchiveGoesOn()
    {
        await using var full = await Scene.OpenAsync("--media-free", $"{1L << 49}");
        var (alice, bob) = (await full.PersonAsync("alice"), await full.PersonAsync("bob"));
        Assert.Equal("4.1.0", (await Assert.ThrowsAsync<OcipProblemException>(() => Attached.PutInAsync(alice, Attached.Picture()))).Problem.Code);
        Assert.Equal("2.0.0", (await alice.SayAsync(await Scene.RoomAsync(alice, bob), "text goes on")).Code);
    }

    /// <summary>A request whose head is sent and whose body is the test's.</summary>
    private async Task<Socket> OpenAsync(Actor who, string length)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Small.Server.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /ocip/v1/client/media HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {who.Token}\r\nContent-Type: image/png\r\n{length}\r\n\r\n"));
        return socket;
    }

    private async Task EmptyAsync()
    {
        for (var tries = 0; Arriving.Length > 0 && tries < 200; tries++)
            await Pause.Ms(50);
        Assert.Empty(Arriving);
    }
}
