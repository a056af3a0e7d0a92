using System.Net;
using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.RealServers.Processes;
using Interop.Bridges.Tests.ConnectorContract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>From where the bridge fetches files: addresses in messages are strangers' wishes.</summary>
public sealed class XmppFileTests
{
    [Fact]
    public async Task Address_ThatIsNotOfTheSendersServer_IsNotOpened()
    {
        await using var host = await StrangeHost.StartAsync();
        await using var stage = await XmppStage.StartAsync();
        var alice = await stage.PersonAsync("alice");
        var portal = await stage.OpenAsync(alice, direct: true, stage.Ghost("carol"));
        string[] addresses = [$"{host.Address}internal", $"https://127.0.0.1:{host.Port}/internal", "https://files.elsewhere.test/a.png", "http://upload.xmpp.test/a.png"];
        foreach (var address in addresses)
            await alice.SendAsync(portal.NativeRoom, [.. Payloads(address, address)]);
        await alice.SayAsync(portal.NativeRoom, $"{host.Address}internal");
        await Eventually.Holds(() => stage.Texts(portal.NativeRoom).Count == addresses.Length + 1, "all of them");
        var messages = stage.Core.Accepted.OfType<InboundMessage>().ToList();
        foreach (var message in messages.SkipLast(1))
        {
            var file = Assert.Single(message.Files);
            Assert.Equal("", message.Text);
            await Assert.ThrowsAsync<NativeRefusedException>(() => stage.Connector.FetchAsync(file, message.Sender, Stream.Null, 1000, CancellationToken.None));
            Assert.Contains(file.Otherwise, addresses);
        }
        // What merely stands in a text is a text.
        Assert.Empty(messages[^1].Files);
        Assert.Equal(0, host.Requests);
    }

    [Fact]
    public async Task HostThatLies_IsNotBelieved()
    {
        await using var host = await StrangeHost.StartAsync();
        await using var stage = await XmppStage.StartAsync(settings: new() { ["fileHosts"] = $"127.0.0.1:{host.Port}" });
        Assert.Equal("It is larger than 1000 octets.", (await RefusedAsync("endless")).Message);
        Assert.Equal("Its host sends elsewhere, where the bridge does not follow.", (await RefusedAsync("elsewhere")).Message);
        Assert.Equal("Its host does not give it out (any more): 404.", (await RefusedAsync("nothing")).Message);
        Assert.Equal("What is kept there is not what its sender sent.", (await RefusedAsync("small", Convert.ToBase64String(new byte[32]))).Message);
        await Assert.ThrowsAsync<HttpRequestException>(() => FetchAsync("broken", null));
        await FetchAsync("small", null);
        Assert.Equal(0, host.Elsewhere);

        Task<NativeRefusedException> RefusedAsync(string path, string? hash = null) => Assert.ThrowsAsync<NativeRefusedException>(() => FetchAsync(path, hash));

        Task FetchAsync(string path, string? hash) => stage.Connector.FetchAsync(
            new InboundFile { Source = $"{host.Address}{path} {hash}".TrimEnd(), Otherwise = path }, new NativeUserId("somebody@elsewhere.test"), Stream.Null, 1000, CancellationToken.None);
    }

    private static IEnumerable<object> Payloads(string address, string text) =>
    [
        new XElement(XName.Get("body", "jabber:client"), text),
        new XElement(XName.Get("x", "jabber:x:oob"), new XElement(XName.Get("url", "jabber:x:oob"), address)),
    ];

    /// <summary>Somebody's web server.</summary>
    private sealed class StrangeHost : IAsyncDisposable
    {
        private readonly WebApplication application;
        private int requests;
        private int elsewhere;

        private StrangeHost(int port)
        {
            Port = port;
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
            application = builder.Build();
            application.Run(AnswerAsync);
        }

        public int Port { get; }

        public string Address => $"http://127.0.0.1:{Port}/";

        public int Requests => requests;

        public int Elsewhere => elsewhere;

        public static async Task<StrangeHost> StartAsync()
        {
            var host = new StrangeHost(FreePort.Take());
            await host.application.StartAsync();
            return host;
        }

        public ValueTask DisposeAsync() => application.DisposeAsync();

        private async Task AnswerAsync(HttpContext http)
        {
            Interlocked.Increment(ref requests);
            switch (http.Request.Path.Value)
            {
                case "/endless":
                    for (var n = 0; n < 100 && !http.RequestAborted.IsCancellationRequested; n++)
                        await http.Response.Body.WriteAsync(new byte[64 * 1024]);
                    break;
                case "/elsewhere":
                    http.Response.Redirect("/internal");
                    break;
                case "/internal":
                    Interlocked.Increment(ref elsewhere);
                    break;
                case "/small":
                    await http.Response.WriteAsync("small");
                    break;
                case "/broken":
                    http.Response.StatusCode = 503;
                    break;
                default:
                    http.Response.StatusCode = 404;
                    break;
            }
        }
    }
}
