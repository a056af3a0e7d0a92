using System.Net;
using Interop.Server.Peers;

namespace Interop.Server.Evidence;

/// <summary>
/// The way out to witnesses, time-stamp authorities and webhooks that the operator has named: https to addresses of the public internet or to those of
/// --allow-address, plain http to this machine alone; no redirections, bounded answers and times.
/// </summary>
internal sealed class EvidenceHttp : IDisposable
{
    private readonly HttpClient guarded;
    private readonly HttpClient here;

    public EvidenceHttp(ServerOptions options)
    {
        var connections = new PeerConnections(options.Transport);
        guarded = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = connections.ConnectAsync,
            ConnectTimeout = PeerLimits.ConnectMax,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, chain, errors) => connections.Accepts(certificate, chain, errors) },
            UseCookies = false,
            UseProxy = false,
        }) { Timeout = Timeout.InfiniteTimeSpan };
        here = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>For a question and the whole of its answer, however slowly that comes.</summary>
    public TimeSpan WholeMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a URL of the command line may be asked.</summary>
    public static bool IsAllowed(Uri url) => url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback);

    /// <summary>Posts and reads the whole answer.</summary>
    /// <exception cref="IOException">It was not answered, in time, or with too much.</exception>
    public async Task<(int Status, byte[] Body)> PostAsync(Uri url, HttpContent content, int octetsMax, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(WholeMax);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
            using var response = await (url.Scheme == Uri.UriSchemeHttps ? guarded : here).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            using var body = new MemoryStream();
            var buffer = new byte[8192];
            for (int read; (read = await stream.ReadAsync(buffer, limit.Token)) > 0;)
            {
                if (body.Length + read > octetsMax)
                    throw new IOException($"{url.Authority} answered with more than {octetsMax} octets.");
                body.Write(buffer, 0, read);
            }
            return ((int)response.StatusCode, body.ToArray());
        }
        catch (Exception failed) when (failed is HttpRequestException or PeerException)
        {
            throw new IOException($"{url.Authority} cannot be reached: {(failed.GetBaseException()).Message}", failed);
        }
        catch (OperationCanceledException late) when (!stop.IsCancellationRequested)
        {
            throw new IOException($"{url.Authority} did not answer in time.", late);
        }
    }

    public void Dispose()
    {
        guarded.Dispose();
        here.Dispose();
    }
}
