using System.Diagnostics;
using System.Net;
using Interop.Client;
using Xunit;
using Xunit.Abstractions;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Too much of one thing: everybody else goes on working, memory stays bounded, nothing is lost.</summary>
[Collection(RealServerTests.Name)]
public sealed class CrowdTests(ITestOutputHelper output)
{
    private const int MemoryMiBMax = 600;

    [Fact]
    public async Task TenThousandSilentConnections_KeepNobodyOut()
    {
        const int connections = 10_000;
        await using var scene = await Scene.OpenAsync();
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        await alice.SayAsync(room, "before");
        var calm = scene.Server.MemoryMiB();

        using var crowd = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true,
            ArgumentList = { typeof(SilentConnections).Assembly.Location, SilentConnections.Verb, $"{scene.Server.Port}", $"{connections}" },
        })!;
        try
        {
            var opened = await crowd.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal($"opened {connections}", opened);
            var slowest = TimeSpan.Zero;
            for (var n = 0; n < 100; n++)
            {
                var watch = Stopwatch.StartNew();
                Assert.Equal("2.0.0", (await alice.SayAsync(room, $"during {n}")).Code);
                slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            }
            // A newcomer gets in as well.
            using var newcomer = new OcipClient(scene.Server.Address, alice.Token);
            Assert.Equal(alice.User, (await newcomer.WhoamiAsync()).User);
            await listening.UntilCountAsync(101);
            var crowded = scene.Server.MemoryMiB();
            output.WriteLine($"slowest of 100 messages: {slowest.TotalMilliseconds:F0} ms; memory {calm} MiB before, {crowded} MiB with {connections} connections");
            Assert.True(slowest < TimeSpan.FromSeconds(20), $"a message took {slowest}");
            Assert.True(crowded < MemoryMiBMax, $"{crowded} MiB");
        }
        finally
        {
            crowd.Kill();
            await crowd.WaitForExitAsync();
        }
        await alice.SayAsync(room, "after");
        await listening.UntilTextAsync("after");
        Assert.Equal(102, listening.Texts.Count);
        Assert.Empty(listening.Faults);
    }

    [Fact]
    public async Task AFlood_IsToldToSlowDown_OthersGoOn_AndNothingAcknowledgedIsLost()
    {
        const int requests = 600;
        const int each = 50;
        await using var scene = await Scene.OpenAsync();
        var (mallory, bob, carol) = await scene.ThreeAsync();
        var flooded = await Scene.RoomAsync(mallory, bob);
        var quiet = await Scene.RoomAsync(bob, carol);
        var (toBob, toCarol) = (bob.Listen(), carol.Listen());
        using var http = new RawHttp(scene.Server.Address, mallory.Token);

        var flood = Enumerable.Range(0, requests).Select(n => SubmitAsync(n)).ToArray();
        var slowest = TimeSpan.Zero;
        var said = 0;
        while (!Task.WhenAll(flood).IsCompleted)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal("2.0.0", (await bob.SayAsync(quiet, $"quiet {said++}")).Code);
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
        }
        var answers = await Task.WhenAll(flood);
        var accepted = answers.Sum(a => a.Accepted);
        var refused = answers.Count(a => a.Refused);
        output.WriteLine($"{accepted} events accepted, {refused} requests told to slow down; slowest of {said} quiet messages {slowest.TotalMilliseconds:F0} ms; {scene.Server.MemoryMiB()} MiB");
        Assert.True(refused > 0, "nobody was told to slow down");
        // The flood is made in this very process, which slows it down as well: the bound is against standing still, the figure is printed.
        Assert.True(said > 0 && slowest < TimeSpan.FromSeconds(60), $"a quiet message took {slowest}");
        Assert.True(scene.Server.MemoryMiB() < MemoryMiBMax, $"{scene.Server.MemoryMiB()} MiB");

        await toBob.UntilAsync(s => s.Texts.Count >= accepted + said, $"{accepted + said} texts");
        await toCarol.UntilCountAsync(said);
        Assert.Equal(Enumerable.Range(0, said).Select(n => $"quiet {n}"), toCarol.Texts);
        Assert.Equal(accepted + said, toBob.Texts.Count);
        Assert.Equal(toBob.Texts.Count, toBob.Texts.Distinct().Count());
        Assert.Empty(toBob.Faults);
        Assert.Equal(accepted + said, (await scene.AuditAsync()).Texts.Count);

        async Task<(int Accepted, bool Refused)> SubmitAsync(int n)
        {
            var drafts = Enumerable.Range(0, each).Select(i =>
                $$"""{"room":"{{flooded}}","type":"message","content":{"part":{"cardinality":"single","contentType":"text/plain","content":"flood {{n}} {{i}}"} } }""");
            var answer = await http.PostAsync("client/submit", $$"""{"transaction":"{{Actor.NewTransaction()}}","events":[{{string.Join(',', drafts)}}]}""");
            if (answer.Status == (int)HttpStatusCode.TooManyRequests)
            {
                Assert.NotNull(answer.Response.Headers.RetryAfter);
                RawHttp.AssertProblem(answer, "4.2.0");
                return (0, true);
            }
            Assert.Equal(200, answer.Status);
            var codes = answer.Body.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("code").GetString()).ToArray();
            Assert.All(codes, c => Assert.True(c is "2.0.0" or "4.2.0", c));
            return (codes.Count(c => c == "2.0.0"), codes.Contains("4.2.0"));
        }
    }

    [Theory]
    [InlineData("POST /ocip/v1/client/submit HTTP/1.1\r\nHost: x\r\nContent-Le")] // stops in its headers
    [InlineData("POST /ocip/v1/client/submit HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"tra")] // stops in its body
    [InlineData("\u0016\u0003\u0001 TLS to a plain port\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    public async Task AHalfRequest_IsCutOff(string bytes)
    {
        await using var scene = await Scene.OpenAsync();
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, scene.Server.Port);
        await socket.GetStream().WriteAsync(System.Text.Encoding.Latin1.GetBytes(bytes.Replace("{token}", alice.Token, StringComparison.Ordinal)));
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "others go on")).Code);
        using var answer = new MemoryStream();
        try
        {
            await socket.GetStream().CopyToAsync(answer).WaitAsync(TimeSpan.FromSeconds(45));
        }
        catch (IOException)
        {
            // Reset: cut off as well.
        }
        var text = System.Text.Encoding.Latin1.GetString(answer.ToArray());
        Assert.True(text.Length == 0 || text.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || text.StartsWith("HTTP/1.1 505", StringComparison.Ordinal), text);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "still")).Code);
    }
}
