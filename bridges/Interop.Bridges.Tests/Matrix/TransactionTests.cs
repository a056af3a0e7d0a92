using System.Net;
using System.Net.Sockets;
using System.Text;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Native;
using Interop.Bridges.RealServers.Processes;
using Interop.Bridges.Tests.ConnectorContract;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>The application service's own endpoint, spoken to as a homeserver would, and as somebody else would.</summary>
public sealed class TransactionTests : IAsyncLifetime, IDisposable
{
    private const string Token = "hs-token";
    private readonly int port = FreePort.Take();
    private readonly HttpClient http = new();
    private FakeHomeserver homeserver = null!;
    private IConnector connector = null!;
    private RecordingCore core = null!;

    public async Task InitializeAsync()
    {
        homeserver = await FakeHomeserver.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["m:serverName"] = "hs.test", ["m:listen"] = $"http://127.0.0.1:{port}", ["m:homeserver"] = homeserver.BaseUrl.ToString(), ["m:asToken"] = "as-token", ["m:hsToken"] = Token,
            ["m:busySeconds"] = "0.2",
        };
        connector = new MatrixConnectorFactory().Create(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("m"), new ConnectorServices(Logging.Factory, TimeProvider.System));
        core = new RecordingCore(connector);
        http.BaseAddress = new Uri($"http://127.0.0.1:{port}/");
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        await connector.StartAsync(core, CancellationToken.None);
    }

    public void Dispose() => http.Dispose();

    public async Task DisposeAsync()
    {
        await connector.DisposeAsync();
        await homeserver.DisposeAsync();
    }

    [Fact]
    public async Task SameEvent_CountsOnce_InTheSameAndInAnotherTransaction()
    {
        var body = Events(Message("$one", "hello"), Message("$two", "world"));
        Assert.Equal(HttpStatusCode.OK, await PutAsync("1", body));
        Assert.Equal(HttpStatusCode.OK, await PutAsync("1", body));
        Assert.Equal(HttpStatusCode.OK, await PutAsync("2", Events(Message("$two", "world"), Message("$three", "!"))));
        Assert.Equal(["$one", "$two", "$three"], core.Accepted.Select(e => e.Id.Value));
    }

    [Fact]
    public async Task Transaction_IsAnswered_OnlyWhenTheInboxHasIt()
    {
        core.Refuse = new IOException("disk full");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PutAsync("1", Events(Message("$one", "hello"))));
        Assert.Empty(core.Accepted);
        core.Refuse = new BridgeBusyException("full", TimeSpan.FromSeconds(3));
        using var response = await SendAsync(HttpMethod.Put, "_matrix/app/v1/transactions/1", Events(Message("$one", "hello")));
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter!.Delta);
        core.Refuse = null;
        Assert.Equal(HttpStatusCode.OK, await PutAsync("1", Events(Message("$one", "hello"))));
        Assert.Single(core.Accepted);
    }

    [Fact]
    public async Task Transaction_WaitsForRoomInTheInbox_BeforeItIsRefused()
    {
        core.Refuse = new BridgeBusyException("full", TimeSpan.FromMilliseconds(20));
        var put = PutAsync("1", Events(Message("$one", "hello")));
        await Eventually.Holds(() => core.Refused > 1, "a second attempt");
        core.Refuse = null;
        Assert.Contains(await put, new[] { HttpStatusCode.OK, HttpStatusCode.TooManyRequests }); // a machine may stop for the fifth of a second
        Assert.Equal(HttpStatusCode.OK, await PutAsync("1", Events(Message("$one", "hello"))));
        Assert.Single(core.Accepted);
    }

    [Fact]
    public async Task Refusal_IsFollowedByAPing_SoThatTheHomeserverTriesAgainSoon()
    {
        await Eventually.Holds(() => core.Connected, "ReportConnected");
        var pings = homeserver.Requests.Count(r => r.Contains("/ping", StringComparison.Ordinal));
        core.Refuse = new BridgeBusyException("full", TimeSpan.FromMilliseconds(100));
        await PutAsync("1", Events(Message("$one", "hello")));
        await Eventually.Holds(() => homeserver.Requests.Count(r => r.Contains("/ping", StringComparison.Ordinal)) > pings, "the ping");
    }

    /// <summary>Synapse 1.160 puts other people's private read receipts into transactions; nothing ephemeral is a record.</summary>
    [Fact]
    public async Task PrivateReceipts_TypingAndPresence_EndAtTheDoor()
    {
        const string ephemeral = """
            [{"type":"m.receipt","room_id":"!room:hs.test","content":{"$one":{"m.read.private":{"@alice:hs.test":{"ts":1}},"m.read":{"@bob:hs.test":{"ts":1}}}}},
             {"type":"m.typing","room_id":"!room:hs.test","content":{"user_ids":["@alice:hs.test"]}},
             {"type":"m.presence","sender":"@alice:hs.test","content":{"presence":"online","status_msg":"at the doctor's"}}]
            """;
        var body = $$"""{"events":[{{Message("$one", "hello")}}],"ephemeral":{{ephemeral}},"de.sorunome.msc2409.ephemeral":{{ephemeral}},"de.sorunome.msc2409.to_device":[{"type":"m.room_key"}]}""";
        Assert.Equal(HttpStatusCode.OK, await PutAsync("1", body));
        Assert.Equal(HttpStatusCode.OK, await PutAsync("2", $$"""{"events":[],"ephemeral":{{ephemeral}}}"""));
        Assert.Equal("hello", Assert.IsType<InboundMessage>(Assert.Single(core.Accepted)).Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer hs-toke")]
    [InlineData("Bearer hs-token2")]
    [InlineData("Bearer HS-TOKEN")]
    [InlineData("Basic hs-token")]
    [InlineData("hs-token")]
    public async Task WithoutTheToken_NothingIsRead(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri("_matrix/app/v1/transactions/1?access_token=hs-token", UriKind.Relative)) { Content = new StringContent(Events(Message("$one", "hello"))) };
        using var stranger = new HttpClient { BaseAddress = http.BaseAddress };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await stranger.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("M_FORBIDDEN", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(core.Accepted);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"events\":{}}")]
    [InlineData("{\"event\":[]}")]
    [InlineData("{\"events\":[]} trailing")]
    public async Task WhatIsNoTransaction_IsRefused(string body)
    {
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync("1", body));
        Assert.Empty(core.Accepted);
    }

    /// <summary>One bad event must not stop the line: the homeserver would send the transaction again for ever.</summary>
    [Fact]
    public async Task HostileEvents_DoNotStopTheOthers()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 900)) + "1" + new string('}', 900);
        string[] hostile =
        [
            "null", "1", "\"x\"", "[]", "{}", """{"event_id":1,"room_id":2,"sender":3,"type":4}""",
            """{"event_id":"one","room_id":"!r:hs.test","sender":"@a:hs.test","type":"m.room.message","content":{}}""",
            """{"event_id":"$a\ud800","room_id":"!r:hs.test","sender":"@a:hs.test","type":"m.room.message","content":{}}""",
            """{"event_id":"$b\u0000","room_id":"!r:hs.test","sender":"@a:hs.test","type":"m.room.message","content":{}}""",
            Event("$deep", "m.room.message", $$"""{"msgtype":"m.text","body":"deep","x":{{deep}},"m.relates_to":{{deep}}}"""),
            Event("$types", "m.room.message", """{"msgtype":7,"body":[],"m.relates_to":"x","m.new_content":4,"format":{}}"""),
            Event("$surrogate", "m.room.message", """{"msgtype":"m.text","body":"\ud800 alone","\udfff":1}"""),
            Event("$member", "m.room.member", """{"membership":{}}""", "@x"),
            Event("$redaction", "m.room.redaction", """{"redacts":{}}"""),
            Event("$edit", "m.room.message", """{"msgtype":"m.text","body":"* x","m.relates_to":{"rel_type":"m.replace","event_id":"$gone"},"m.new_content":{}}"""),
            Event("$mark", "m.room.message", $$"""{"org.ocip.mark":{"key":"k","code":"c","x":{{deep}} },"msgtype":"m.text","body":"marked"}"""),
            Event("$time", "m.room.message", """{"msgtype":"m.text","body":"late"}""").Replace("\"origin_server_ts\":1", "\"origin_server_ts\":99999999999999999999", StringComparison.Ordinal),
            Event("$name", "m.room.name", """{"name":["x"]}""", ""),
        ];
        Assert.Equal(HttpStatusCode.OK, await PutAsync("1", Events([.. hostile, Message("$last", "still here")])));
        Assert.Contains(core.Accepted, e => e is InboundMessage { Text: "still here" });
        Assert.Contains(core.Accepted, e => e is InboundMessage { Text: "deep" });
        Assert.Contains(core.Accepted, e => e is InboundMessage { Text: "marked" });
        Assert.All(core.Accepted, e => Assert.DoesNotContain(e.Id.Value, (string[])["one"]));
    }

    [Fact]
    public async Task TooLargeTransaction_IsRefusedBeforeItIsRead()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri("_matrix/app/v1/transactions/1", UriKind.Relative)) { Content = new StreamContent(new EndlessStream()) };
        request.Content.Headers.ContentLength = IngressLimits.TransactionOctetsMax + 1L;
        request.Headers.ExpectContinue = true;
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "_matrix/app/v1/users/%40ocip_alice%3Ahs.test", HttpStatusCode.OK)]
    [InlineData("GET", "_matrix/app/v1/users/%40ocip_xmpp_bob=40xmpp.test%3Ahs.test", HttpStatusCode.OK)]
    [InlineData("GET", "_matrix/app/v1/users/@ocip_alice:hs.test", HttpStatusCode.OK)]
    [InlineData("GET", "_matrix/app/v1/users/%40ocipbot%3Ahs.test", HttpStatusCode.OK)]
    [InlineData("GET", "_matrix/app/v1/users/%40alice%3Ahs.test", HttpStatusCode.NotFound)]
    [InlineData("GET", "_matrix/app/v1/users/%40ocip_alice%3Aelsewhere.example", HttpStatusCode.NotFound)]
    [InlineData("GET", "_matrix/app/v1/users/%40ocip_a%2Fb%3Ahs.test", HttpStatusCode.NotFound)]
    [InlineData("GET", "_matrix/app/v1/users/@ocip_a/b:hs.test", HttpStatusCode.NotFound)]
    [InlineData("GET", "_matrix/app/v1/users/%2540ocip_alice%253Ahs.test", HttpStatusCode.NotFound)]
    [InlineData("GET", "_matrix/app/v1/users/%ff", HttpStatusCode.BadRequest)]
    [InlineData("GET", "_matrix/app/v1/rooms/%23ocip_x%3Ahs.test", HttpStatusCode.NotFound)]
    [InlineData("POST", "_matrix/app/v1/ping", HttpStatusCode.OK)]
    [InlineData("GET", "_matrix/app/v1/ping", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "transactions/1", HttpStatusCode.NotFound)]
    [InlineData("GET", "", HttpStatusCode.NotFound)]
    public async Task Paths_AreDecodedOnce(string method, string path, HttpStatusCode expected) =>
        Assert.Equal(expected, await RawAsync($"{method} /{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Token}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));

    [Fact]
    public async Task UserQuery_ShowsTheGhost()
    {
        using var response = await http.GetAsync(new Uri("_matrix/app/v1/users/%40ocip_xmpp_bob=40xmpp.test%3Ahs.test", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(homeserver.Requests, r => r.StartsWith("PUT /_matrix/client/v3/profile/%40ocip_xmpp_bob%3D40xmpp.test%3Ahs.test/displayname", StringComparison.Ordinal));
    }

    private static string Events(params string[] events) => $$"""{"events":[{{string.Join(',', events)}}]}""";

    private static string Message(string id, string text) => Event(id, "m.room.message", $$"""{"msgtype":"m.text","body":"{{text}}"}""");

    private static string Event(string id, string type, string content, string? stateKey = null) =>
        $$"""{"event_id":"{{id}}","room_id":"!room:hs.test","sender":"@alice:hs.test","type":"{{type}}","origin_server_ts":1,"content":{{content}}{{(stateKey is null ? "" : $",\"state_key\":\"{stateKey}\"")}}}""";

    private async Task<HttpStatusCode> PutAsync(string transaction, string body)
    {
        using var response = await SendAsync(HttpMethod.Put, $"_matrix/app/v1/transactions/{transaction}", body);
        return response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await http.SendAsync(request);
    }

    /// <summary>By hand: HttpClient would write some of these paths in another way.</summary>
    private async Task<HttpStatusCode> RawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(socket.GetStream());
        var line = await reader.ReadLineAsync();
        return (HttpStatusCode)int.Parse(line!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
