using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Directories;
using Interop.Protocol.Encoding;
using Interop.Protocol.HttpSignatures;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Interop.Server.Tests.Peers;

/// <summary>A provider that does what a test tells it, right or wrong: serves a directory over HTTPS and signs requests as asked.</summary>
internal sealed class FakePeer : IAsyncDisposable
{
    public static readonly ProviderName Name = ProviderName.Parse("initech.example");
    private readonly WebApplication app;
    private int fetched;

    private FakePeer(WebApplication app) => this.app = app;

    public SigningKey DirectoryKey { get; set; } = SigningKey.Create(KeyPurposes.Directory);

    public SigningKey RequestKey { get; set; } = SigningKey.Create(KeyPurposes.Request);

    /// <summary>What it publishes; the two keys above unless a test says otherwise.</summary>
    public List<JsonWebKey> Keys { get; } = [];

    /// <summary>Changes the document before it is signed.</summary>
    public Func<ProviderDirectory, ProviderDirectory> Change { get; set; } = d => d;

    /// <summary>Takes the place of the signed directory.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>What it does with every other request.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => context.Response.WriteAsync("{}");

    /// <summary>How often its directory was asked for.</summary>
    public int Fetched => Volatile.Read(ref fetched);

    public static async Task<FakePeer> StartAsync(int port, DirectoryInfo certificates)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(certificates.FullName, Name.Value + ".pem"), Path.Combine(certificates.FullName, Name.Value + "-key.pem"));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate)));
        var peer = new FakePeer(builder.Build());
        peer.Keys.AddRange([peer.DirectoryKey.PublicJwk(Ago(3600)), peer.RequestKey.PublicJwk(Ago(3600))]);
        peer.app.Run(peer.ServeAsync);
        await peer.app.StartAsync();
        return peer;
    }

    public static string Ago(double seconds) => WireTime.Format(TimeProvider.System.GetUtcNow().AddSeconds(-seconds));

    /// <summary>A signed request of this peer for a server, as the parts of a message.</summary>
    public HttpMessage Sign(string method, string target, byte[]? body, DateTimeOffset? at = null, SigningKey? key = null, string? origin = null)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { [MessageSignature.OriginField] = origin ?? Name.Value };
        if (body is not null)
        {
            fields["content-type"] = "application/json";
            fields[ContentDigest.Name] = ContentDigest.Of(body);
        }
        var message = new HttpMessage { Method = method, TargetUri = target, Fields = fields, HasBody = body is not null };
        var signature = MessageSignature.Sign(message, key ?? RequestKey, at ?? TimeProvider.System.GetUtcNow());
        fields[SignatureFields.InputName] = signature.Input;
        fields[SignatureFields.SignatureName] = signature.Signature;
        return message;
    }

    /// <summary>Sends a message to a server at a loopback port, over TLS for the name in its target.</summary>
    public static async Task<(int Status, JsonElement Body, HttpMessage Response, byte[] Octets)> SendAsync(HttpMessage message, byte[]? body, int port, DirectoryInfo certificates)
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(certificates.FullName, "ca.pem"));
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, port, stop);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(authority);
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(new HttpMethod(message.Method!), message.TargetUri);
        if (body is not null)
            request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in message.Fields)
        {
            if (name == "content-type" && request.Content is not null)
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            else
                request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await http.SendAsync(request);
        var octets = await response.Content.ReadAsByteArrayAsync();
        var fields = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key.ToLowerInvariant(), h => string.Join(", ", h.Value), StringComparer.Ordinal);
        var parts = new HttpMessage { Status = (int)response.StatusCode, Fields = fields, Request = message, HasBody = octets.Length > 0 };
        return ((int)response.StatusCode, octets.Length > 0 && octets[0] == '{' ? JsonDocument.Parse(octets).RootElement : default, parts, octets);
    }

    /// <summary>The directory as it would be served now.</summary>
    public byte[] SignedDirectory()
    {
        var now = TimeProvider.System.GetUtcNow();
        var document = Change(new ProviderDirectory
        {
            Provider = Name, Versions = ["1"], Profiles = ["Core", "Federation"], Keys = [.. Keys], Limits = new DirectoryLimits(1024, 50, 65536), DataPolicy = new DataPolicy(),
            Endpoints = new Dictionary<string, string> { [ProviderDirectory.Federation] = $"https://{Name}/federation" },
            Compliance = new ComplianceBlock { Log = $"{Name}/archive", Proxies = [], Contacts = [] },
            Issued = WireTime.Format(now), Expires = WireTime.Format(now.AddHours(48)),
        });
        var element = JsonSerializer.SerializeToElement(document, OcipJson.Default.ProviderDirectory);
        return JsonSerializer.SerializeToUtf8Bytes(new SignedDirectory(element, [DetachedJws.Sign(DirectoryKey, CanonicalJson.Of(element))]), OcipJson.Default.SignedDirectory);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path != "/.well-known/ocip")
        {
            await Answer(context);
            return;
        }
        Interlocked.Increment(ref fetched);
        if (Instead is not null)
            await Instead(context);
        else
            await context.Response.Body.WriteAsync(SignedDirectory());
    }
}
