using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using Interop.Protocol.Decisions;

namespace Interop.Server.Peers;

/// <summary>
/// The one way out to other providers (spec 02): https only, checked addresses, no proxies, no cookies, bounded answers and times.
/// </summary>
internal sealed class PeerHttp : IDisposable
{
    private readonly HttpClient http;

    public PeerHttp(ServerOptions options)
    {
        var connections = new PeerConnections(options.Transport);
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = connections.ConnectAsync,
            ConnectTimeout = PeerLimits.ConnectMax,
            MaxConnectionsPerServer = 16,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => connections.Accepts(certificate, chain, errors),
            },
            UseCookies = false,
            UseProxy = false,
        })
        {
            // The whole is bounded by each call; this one would not cover the reading of the body.
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    /// <summary>Sends one request and reads the whole answer.</summary>
    /// <exception cref="PeerException">It was not answered, or with too much.</exception>
    public async Task<PeerAnswer> SendAsync(HttpRequestMessage request, int octetsMax, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        if (uri.Scheme != Uri.UriSchemeHttps)
            throw new PeerException(DecisionCodes.BlockedPolicy, $"{uri} is not https.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(PeerLimits.WholeMax);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return new PeerAnswer((int)response.StatusCode, FieldsOf(response), await BodyAsync(response, uri, octetsMax, limit.Token));
        }
        catch (HttpRequestException failed)
        {
            // What the connection refused is within.
            throw Find(failed) ?? new PeerException(DecisionCodes.PeerUnavailable, $"{uri.Authority} cannot be reached: {Innermost(failed)}", failed);
        }
        catch (Exception failed) when (failed is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new PeerException(DecisionCodes.PeerUnavailable, failed is IOException ? $"{uri.Authority} broke off: {failed.Message}" : $"{uri.Authority} did not answer in time.", failed);
        }
    }

    /// <summary>Sends one request and hands the answer's octets on as they come; answers their SHA-256.</summary>
    /// <param name="request">Signed.</param>
    /// <param name="download">How much and how long.</param>
    /// <param name="checkAsync">Judges status and fields before an octet of the body is taken.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PeerException">It was not answered, too slowly, or with too much; or what the check throws.</exception>
    public async Task<byte[]> ReceiveAsync(HttpRequestMessage request, PeerDownload download, Func<PeerAnswer, Task> checkAsync, CancellationToken cancellationToken)
    {
        var authority = request.RequestUri!.Authority;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(download.WholeMax);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await checkAsync(new PeerAnswer((int)response.StatusCode, FieldsOf(response), []));
            await using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            return await PassOnAsync(stream, authority, download, limit.Token);
        }
        catch (HttpRequestException failed)
        {
            throw Find(failed) ?? new PeerException(DecisionCodes.PeerUnavailable, $"{authority} cannot be reached: {Innermost(failed)}", failed);
        }
        catch (Exception failed) when (failed is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new PeerException(DecisionCodes.PeerUnavailable, failed is IOException ? $"{authority} broke off: {failed.Message}" : $"{authority} was too slow.", failed);
        }
    }

    /// <summary>Gets a document, along at most three redirections, each looked at like the first address.</summary>
    /// <exception cref="PeerException">It was not answered, or not with 200.</exception>
    public async Task<PeerAnswer> GetAsync(Uri uri, int octetsMax, CancellationToken cancellationToken)
    {
        for (var hops = 0; ; hops++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.Accept.ParseAdd("application/json");
            var answer = await SendAsync(request, octetsMax, cancellationToken);
            if (answer.Status is 301 or 302 or 303 or 307 or 308)
            {
                if (hops >= PeerLimits.RedirectsMax || !answer.Fields.TryGetValue("location", out var location) || !Uri.TryCreate(uri, location, out var next))
                    throw new PeerException(DecisionCodes.PeerUnavailable, $"{uri} leads on and on: at most {PeerLimits.RedirectsMax} redirections are followed.");
                uri = next;
                continue;
            }
            return answer.Status == 200 ? answer : throw new PeerException(DecisionCodes.PeerUnavailable, $"{uri} answered {answer.Status}.");
        }
    }

    public void Dispose() => http.Dispose();

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, Uri uri, int octetsMax, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > octetsMax)
                throw new PeerException(DecisionCodes.TooLarge, $"{uri} answered with more than {octetsMax} octets.");
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static async Task<byte[]> PassOnAsync(Stream stream, string authority, PeerDownload download, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var buffer = new byte[64 * 1024];
        var size = 0L;
        while (true)
        {
            stall.CancelAfter(download.StallMax);
            var read = await stream.ReadAsync(buffer, stall.Token);
            if (read == 0)
                return hash.GetHashAndReset();
            size += read;
            if (size > download.OctetsMax)
                throw new PeerException(DecisionCodes.TooLarge, $"{authority} answered with more than {download.OctetsMax} octets.");
            hash.AppendData(buffer, 0, read);
            await download.TakeAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private static Dictionary<string, string> FieldsOf(HttpResponseMessage response)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            fields[name.ToLowerInvariant()] = string.Join(", ", values);
        return fields;
    }

    private static PeerException? Find(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is PeerException found)
                return found;
        }
        return null;
    }

    private static string Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault.Message;
}
