using System.Net;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Evidence;
using Interop.Server.Peers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>The head of the log is stamped by an authority of RFC 3161, and what is no stamp over it is not taken for one.</summary>
public sealed class TimestampTests
{
    private static ServerOptions Options => new() { Provider = ProviderName.Parse("acme.example"), Data = "unused", Transport = TransportOptions.Read([], ProviderName.Parse("acme.example")) };

    [Fact]
    public async Task Head_IsStamped_AndWhatIsNoStampOverIt_IsNotKept()
    {
        await using var authority = new SmallAuthority();
        using var stranger = new StampMaker("Not for stamps", forStamps: false);
        var now = TimeProvider.System.GetUtcNow();
        authority.Tell(_ => (200, "garbage"u8.ToArray()));
        authority.Tell(r => (200, StampMaker.Answer(authority.Stamps.Token("something else"u8.ToArray(), now, r.GetNonce()))));
        authority.Tell(r => (200, StampMaker.Answer(authority.Stamps.TokenOf(r.GetMessageHash().ToArray(), now, new byte[] { 1, 2, 3 }))));
        authority.Tell(r => (200, StampMaker.Answer(authority.Stamps.TokenOf(r.GetMessageHash().ToArray(), now))));
        authority.Tell(r => (200, StampMaker.Answer(stranger.TokenOf(r.GetMessageHash().ToArray(), now, r.GetNonce()))));
        authority.Tell(_ => (200, StampMaker.Answer(null)));
        authority.Tell(_ => (200, new byte[300 * 1024]));
        authority.Tell(_ => (500, []));
        authority.Tell(_ => (302, []));
        await using var scene = await Scene.OpenAsync("--timestamp-authority", authority.Url.ToString(), "--witness-every", "0.1");
        await scene.PersonAsync("alice");

        var list = await EvidenceWorld.UntilAsync(() => StampsAsync(scene), stamps => stamps.Timestamps.Length > 0);

        Assert.True(authority.Asked > 9, scene.Server.Output);
        var first = list.Timestamps[0];
        Assert.True(DateTimeOffset.Parse(first.At, System.Globalization.CultureInfo.InvariantCulture) >= now.AddSeconds(-1));
        Assert.Equal(authority.Url.ToString(), first.Authority);
        var alarms = await EvidenceWorld.UntilAsync(
            async () => JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync("ocip/v1/archive/alarms?past=5"), OcipJson.Default.AlarmList)!.Alarms, all => all.Any(a => a.ClearedIndex is not null));
        Assert.Contains(alarms, a => a is { Kind: "timestampSilent", Subject: "127.0.0.1", ClearedAt: not null });
        Assert.Equal(9, scene.Server.Output.Split("gave no time stamp").Length - 1);
    }

    [Theory]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("https://[::1]:{0}/")]
    [InlineData("https://10.0.0.1:{0}/")]
    [InlineData("https://169.254.169.254/latest/")]
    public async Task WayOut_LeadsToNoAddressOfAPrivateNetwork(string url)
    {
        using var listener = new HttpListener();
        var port = ServerProcess.FreePort();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        using var http = new EvidenceHttp(Options);
        using var body = new ByteArrayContent([]);
        var refused = await Assert.ThrowsAsync<IOException>(() => http.PostAsync(new Uri(string.Format(null, url, port)), body, 100, default));
        Assert.Contains("cannot be reached", refused.Message, StringComparison.Ordinal);
        Assert.False(EvidenceHttp.IsAllowed(new Uri("http://10.0.0.1/")));
    }

    [Fact]
    public async Task AnswerThatDoesNotEnd_IsGivenUp()
    {
        var port = ServerProcess.FreePort();
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = DripAsync(listener, stop.Token);
        using var http = new EvidenceHttp(Options) { WholeMax = TimeSpan.FromMilliseconds(300) };
        using var body = new ByteArrayContent([]);
        var late = await Assert.ThrowsAsync<IOException>(() => http.PostAsync(new Uri($"http://127.0.0.1:{port}/"), body, 100_000, default));
        Assert.Contains("did not answer in time", late.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        listener.Close();
        await serving;
    }

    private static async Task DripAsync(HttpListener listener, CancellationToken stop)
    {
        try
        {
            var context = await listener.GetContextAsync();
            while (!stop.IsCancellationRequested)
            {
                await context.Response.OutputStream.WriteAsync("."u8.ToArray(), stop);
                await context.Response.OutputStream.FlushAsync(stop);
                await Pause.Ms(20);
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            return;
        }
    }

    private static async Task<TimestampList> StampsAsync(Scene scene) => JsonSerializer.Deserialize(await scene.Http.GetByteArrayAsync("ocip/v1/archive/timestamps"), OcipJson.Default.TimestampList)!;
}
