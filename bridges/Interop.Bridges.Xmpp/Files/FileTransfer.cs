using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Interop.Bridges.Connectors;
using Interop.Bridges.Files;
using Interop.Bridges.Native;
using Interop.Server.Peers;

namespace Interop.Bridges.Xmpp.Files;

/// <summary>
/// Octets from and to hosts of files. Of strangers' hosts nothing is believed: no redirect is followed, no announced length counts, and the address that is
/// connected to is the one that was looked at.
/// </summary>
internal sealed class FileTransfer : IDisposable
{
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);
    private const long OctetsPerSecondMin = 64 * 1024;
    private readonly UploadService uploads;
    private readonly FileHosts hosts;
    private readonly HttpClient trusting = Make(null);
    private readonly HttpClient wary = Make(ConnectPubliclyAsync);

    public FileTransfer(UploadService uploads, FileHosts hosts) => (this.uploads, this.hosts) = (uploads, hosts);

    /// <inheritdoc cref="IFetchesFiles.FetchAsync"/>
    public async Task FetchAsync(InboundFile file, NativeUserId sender, Stream to, long octetsMax, CancellationToken cancel)
    {
        var shared = SharedFile.Read(file.Source);
        var http = await hosts.CheckAsync(shared.Url, sender.Value, cancel) == FileTrust.Named ? trusting : wary;
        using var answer = await GetAsync(http, shared.Url, cancel);
        using var hash = SHA256.Create();
        await using (var checking = new CryptoStream(to, hash, CryptoStreamMode.Write, leaveOpen: true))
        await using (var octets = await answer.Content.ReadAsStreamAsync(cancel))
            await BoundedWrite.CopyAsync(octets, checking, octetsMax, AnswerMax, cancel);
        if (shared.Sha256 is { } expected && expected != Convert.ToBase64String(hash.Hash!))
            throw new NativeRefusedException("What is kept there is not what its sender sent.");
    }

    /// <summary>Puts a file where the own server says, and answers where people fetch it.</summary>
    public async Task<Uri> PutAsync(NativeFile file, CancellationToken cancel)
    {
        var slot = await uploads.AskAsync(file.Name, file.ContentType, file.Size, cancel);
        hosts.Learn(slot);
        using var request = new HttpRequestMessage(HttpMethod.Put, slot.Put) { Content = new StreamContent(file.Open()) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(file.ContentType);
        foreach (var (name, value) in slot.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerMax + TimeSpan.FromSeconds(file.Size / OctetsPerSecondMin));
        using var answer = await trusting.SendAsync(request, limit.Token);
        if (answer.StatusCode == HttpStatusCode.RequestEntityTooLarge)
            throw new NativeRefusedException("It is larger than the XMPP server takes.");
        answer.EnsureSuccessStatusCode();
        return slot.Get;
    }

    public void Dispose()
    {
        trusting.Dispose();
        wary.Dispose();
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient http, Uri url, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerMax);
        HttpResponseMessage answer;
        try
        {
            answer = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (HttpRequestException exception) when (exception.InnerException is NativeRefusedException refused)
        {
            throw new NativeRefusedException(refused.Message, exception);
        }
        var status = answer.StatusCode;
        if (status == HttpStatusCode.OK)
            return answer;
        answer.Dispose();
        throw status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError
            ? new HttpRequestException($"the host of the file answers {(int)status}", null, status)
            : new NativeRefusedException((int)status is >= 300 and < 400 ? "Its host sends elsewhere, where the bridge does not follow." : $"Its host does not give it out (any more): {(int)status}.");
    }

    private static HttpClient Make(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = ConnectMax, MaxResponseHeadersLength = 16, ConnectCallback = connect };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>One look at the name, and what was looked at is connected to: a name that changes in between gains nothing.</summary>
    private static async ValueTask<Stream> ConnectPubliclyAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, AddressGuard.IsPublic))
            throw new NativeRefusedException("Its host is not at an address of the public internet.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
