using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Xmpp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>The connection's life, against a scripted server: what a real one cannot be made to do.</summary>
public sealed class ComponentStreamTests
{
    [Fact]
    public async Task ConflictAfterALostConnection_IsTriedAgain()
    {
        await using var server = new FakeComponentServer();
        await using var bridge = await BridgeAsync(server);
        await Eventually.Holds(() => bridge.Core.Connected, "the connection");
        server.RefuseWith = "conflict"; // the server has not noticed yet that the old connection is dead
        server.Open[0].Close();
        await Eventually.Holds(() => server.Attempts >= 3, "a second attempt");
        Assert.Contains("conflict", bridge.Core.WhyNot, StringComparison.Ordinal);
        server.RefuseWith = null;
        await Eventually.Holds(() => bridge.Core.Connected, "the new connection");
    }

    [Fact]
    public async Task WrongSecretLater_IsReported_AndTriedAgain()
    {
        await using var server = new FakeComponentServer();
        await using var bridge = await BridgeAsync(server);
        server.RefuseWith = "not-authorized";
        server.Open[0].Close();
        await Eventually.Holds(() => bridge.Core.WhyNot?.Contains("./interop bridges secret xmpp", StringComparison.Ordinal) ?? false, "the report");
        server.RefuseWith = null;
        await Eventually.Holds(() => bridge.Core.Connected, "the new connection");
    }

    [Fact]
    public async Task ServerThatIsNotThere_IsNoReasonToFail_AndIsFoundLater()
    {
        int port;
        await using (var gone = new FakeComponentServer())
            port = gone.Port;
        await using var bridge = await BridgeAsync(port);
        Assert.False(bridge.Core.Connected);
        Assert.Contains("cannot be reached", bridge.Core.WhyNot, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => SayAsync(bridge, "hello"));
    }

    [Fact]
    public async Task SecondBridgeOnAServerThatLetsBothIn_GivesWay_AndNothingIsLost()
    {
        await using var server = new FakeComponentServer();
        await using var first = await BridgeAsync(server);
        await Eventually.Holds(() => first.Core.Connected, "the connection");
        await using var second = await BridgeAsync(server);
        await Eventually.Holds(() => second.Core.WhyNot?.Contains("Another bridge", StringComparison.Ordinal) ?? false, "the second to give way");
        Assert.False(second.Core.Connected);
        Assert.True(first.Core.Connected);
        // While it keeps asking, its connections get stanzas now and then: both cores together have every one.
        for (var i = 0; i < 40; i++)
        {
            await server.DealAsync($"<message from='alice@xmpp.test/a' to='carol@bridge.xmpp.test' type='chat' id='long-enough-an-id-{i}'><body>{i}</body></message>");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        await Eventually.Holds(() => Texts(first).Concat(Texts(second)).Distinct().Count() == 40, "all messages");
        await first.DisposeAsync();
        await Eventually.Holds(() => second.Core.Connected, "the second to take over");
    }

    [Fact]
    public async Task DeadPeer_IsNoticed()
    {
        await using var server = new FakeComponentServer();
        await using var bridge = await BridgeAsync(server, ("keepaliveSeconds", "0.4"), ("deadPeerSeconds", "1.2"));
        await Eventually.Holds(() => bridge.Core.Connected, "the connection");
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.True(bridge.Core.Connected); // it answers pings: alive
        server.IsSilent = true;
        await Eventually.Holds(() => !bridge.Core.Connected, "the dead connection to be given up");
        Assert.Contains(bridge.Log.Lines, l => l.Contains("silent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServerThatDoesNotAnswer_FailsTheAct_SoThatItIsTriedAgain()
    {
        await using var server = new FakeComponentServer();
        await using var bridge = await BridgeAsync(server, ("answerSeconds", "0.5"));
        await Eventually.Holds(() => bridge.Core.Connected, "the connection");
        server.IsSilent = true;
        await Assert.ThrowsAsync<TimeoutException>(() => SayAsync(bridge, "hello"));
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><message><body>&b;</body></message>")]
    [InlineData("<message><body>&undeclared;</body></message>")]
    [InlineData("<message><body></message></body>")]
    [InlineData("<?pi?>")]
    [InlineData("junk")]
    public async Task ForbiddenXml_EndsTheConnection_AndTheNextOneWorks(string xml)
    {
        await using var server = new FakeComponentServer();
        await using var bridge = await BridgeAsync(server);
        await Eventually.Holds(() => bridge.Core.Connected, "the connection");
        await server.DealAsync("<message from='alice@xmpp.test/a' to='carol@bridge.xmpp.test' type='chat' id='long-enough-an-id-1'><body>before</body></message>" + xml);
        await Eventually.Holds(() => server.Attempts == 2 && bridge.Core.Connected, "a new connection");
        await server.DealAsync("<message from='alice@xmpp.test/a' to='carol@bridge.xmpp.test' type='chat' id='long-enough-an-id-2' xml:lang='de'><body>after</body></message>");
        await Eventually.Holds(() => Texts(bridge).Contains("after"), "the message after it");
        Assert.Equal("de", bridge.Core.Accepted.OfType<InboundMessage>().Single(m => m.Text == "after").SenderLanguage);
        Assert.Equal(["before", "after"], Texts(bridge));
    }

    [Fact]
    public async Task TooLargeAStanza_IsAnswered_AndCostsNothingElse()
    {
        await using var server = new FakeComponentServer();
        await using var bridge = await BridgeAsync(server);
        await Eventually.Holds(() => bridge.Core.Connected, "the connection");
        await server.DealAsync($"<message from='alice@xmpp.test/a' to='carol@bridge.xmpp.test' type='chat' id='big'><body>{new string('x', 2 * 1024 * 1024)}</body></message>");
        await server.DealAsync("<message from='alice@xmpp.test/a' to='carol@bridge.xmpp.test' type='chat' id='long-enough-an-id-2'><body>after</body></message>");
        await Eventually.Holds(() => Texts(bridge).Contains("after"), "the message after it");
        await Eventually.Holds(() => server.Open[0].Received.Any(s => (string?)s.Attribute("type") == "error" && (string?)s.Attribute("id") == "big"), "the answer to the sender");
        Assert.Equal(1, server.Attempts);
    }

    [Fact]
    public async Task AnswersOfOthers_AreNotTakenForTheServers()
    {
        await using var server = new FakeComponentServer();
        await using var bridge = await BridgeAsync(server, ("answerSeconds", "1"));
        await Eventually.Holds(() => bridge.Core.Connected, "the connection");
        server.IsSilent = true;
        var saying = SayAsync(bridge, "hello");
        await Eventually.Holds(() => server.Open[0].Received.Any(s => s.Elements().Any(e => e.Name.LocalName == "ping")), "the question");
        var id = server.Open[0].Received.First(s => s.Elements().Any(e => e.Name.LocalName == "ping")).Attribute("id")!.Value;
        await server.DealAsync($"<iq type='result' id='{id}' from='mallory@xmpp.test/x' to='bridge.xmpp.test'/>");
        await Assert.ThrowsAsync<TimeoutException>(() => saying);
    }

    private static List<string> Texts(Bridge bridge) => [.. bridge.Core.Accepted.OfType<InboundMessage>().Select(m => m.Text)];

    private static Task<NativeSent> SayAsync(Bridge bridge, string text)
    {
        var carol = bridge.Core.GhostOf(new GhostAddress(GhostAddress.Ocip, "carol"));
        var portal = new NativePortal
        {
            NativeRoom = new NativeRoomId($"alice@xmpp.test {carol.Account}"), Room = XmppStage.Room, Kind = PortalKind.Gated, Direct = true, Person = new NativeUserId("alice@xmpp.test"), Voice = carol.Account,
        };
        return bridge.Connector.SendAsync(
            new NativeMessage
            {
                Portal = portal, Sender = carol.Account, SenderKind = SenderKind.Ghost, SenderName = "Carol", Author = carol.User, Key = TransactionKey.Of(carol.Account, text, portal.NativeRoom),
                CreatedAt = TimeProvider.System.GetUtcNow(), Kind = MessageKind.Text, Text = text,
            },
            CancellationToken.None);
    }

    private static Task<Bridge> BridgeAsync(FakeComponentServer server, params (string Name, string Value)[] settings) => BridgeAsync(server.Port, settings);

    private static async Task<Bridge> BridgeAsync(int port, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["connectors:xmpp:port"] = $"{port}", ["connectors:xmpp:domain"] = "bridge.xmpp.test", ["connectors:xmpp:secret"] = "s",
        };
        foreach (var (name, value) in settings)
            all[$"connectors:xmpp:{name}"] = value;
        var log = new CapturedLog();
        var section = new ConfigurationBuilder().AddInMemoryCollection(all).Build().GetSection("connectors:xmpp");
        var connector = new XmppConnectorFactory().Create(section, new ConnectorServices(new LoggerFactory([log]), TimeProvider.System));
        var core = new RecordingCore(connector);
        await connector.StartAsync(core, CancellationToken.None);
        return new Bridge(connector, core, log);
    }

    private sealed record Bridge(IConnector Connector, RecordingCore Core, CapturedLog Log) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Connector.StopAsync(CancellationToken.None);
            await Connector.DisposeAsync();
        }
    }
}
