using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Xmpp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>What clients ask of the bridge and of ghosts, on a real Prosody; and what the administrator's command makes.</summary>
public sealed class XmppAnswersTests
{
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Queries_AreAnswered()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = (await stage.PersonAsync("alice")).Client;
        var carol = stage.Ghost("carol").Account.Value;
        Assert.Contains("gateway", (await alice.QueryAsync("get", XmppHarness.Domain, Query("http://jabber.org/protocol/disco#info"))).ToString(), StringComparison.Ordinal);
        Assert.Contains("urn:xmpp:message-correct:0", (await alice.QueryAsync("get", carol, Query("http://jabber.org/protocol/disco#info"))).ToString(), StringComparison.Ordinal);
        await alice.QueryAsync("get", XmppHarness.Domain, Query("http://jabber.org/protocol/disco#items"));
        await alice.QueryAsync("get", carol, new XElement(XName.Get("ping", "urn:xmpp:ping")));
        Assert.Contains("carol", (await alice.QueryAsync("get", carol, new XElement(XName.Get("vCard", "vcard-temp")))).ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => alice.QueryAsync("get", carol, Query("jabber:iq:version")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => alice.QueryAsync("get", $"a=zz@{XmppHarness.Domain}", new XElement(XName.Get("vCard", "vcard-temp"))));
    }

    [Theory]
    [InlineData("matrix @alice:hs.test", @"matrix#\40alice\3ahs.test@bridge.xmpp.test")]
    [InlineData("@alice:hs.test", @"matrix#\40alice\3ahs.test@bridge.xmpp.test")]
    [InlineData("carol", "carol@bridge.xmpp.test")]
    public async Task Gateway_TranslatesAddresses(string typed, string address)
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = (await stage.PersonAsync("alice")).Client;
        XNamespace gateway = "jabber:iq:gateway";
        var answer = await alice.QueryAsync("set", XmppHarness.Domain, new XElement(gateway + "query", new XElement(gateway + "prompt", typed)));
        Assert.Equal(address, answer.Xml.Element(gateway + "query")!.Element(gateway + "jid")!.Value);
    }

    [Fact]
    public async Task SomebodyOnAnotherNetwork_IsWrittenToByAddress()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = (await stage.PersonAsync("alice")).Client;
        await alice.SendAsync(@"matrix#\40bob\3ahs.test@bridge.xmpp.test", "hello Matrix");
        var message = await stage.Core.NextAsync<Interop.Bridges.Native.InboundMessage>();
        Assert.Equal(new Interop.Bridges.Native.GhostAddress("matrix", "@bob:hs.test"), stage.Connector.ReadGhost(message.DirectWith!.Value));
    }

    [Fact]
    public async Task Subscriptions_AreAnswered_SoThatGhostsStandInContactLists()
    {
        await using var stage = await XmppStage.StartAsync();
        var alice = (await stage.PersonAsync("alice")).Client;
        var carol = stage.Ghost("carol").Account.Value;
        await alice.QueryAsync("get", null, Query("jabber:iq:roster")); // only then does the server tell of changes
        await PresenceAsync(alice, carol, "subscribe");
        await alice.Stanzas.WaitAsync(s => s.Name == "presence" && s.FromBare == carol && s.Type == "subscribed", Max, "the agreement", default);
        var there = await alice.Stanzas.WaitAsync(s => s.Name == "presence" && s.FromBare == carol && s.Type is null, Max, "the presence", default);
        Assert.Equal("carol", there.Xml.Element(XName.Get("nick", "http://jabber.org/protocol/nick"))?.Value);
        var roster = await alice.QueryAsync("get", null, Query("jabber:iq:roster"));
        Assert.Contains("subscription=\"to\"", roster.ToString(), StringComparison.Ordinal);
        await PresenceAsync(alice, $"a=zz@{XmppHarness.Domain}", "subscribe");
        await alice.Stanzas.WaitAsync(s => s.Name == "presence" && s.Type == "unsubscribed", Max, "the refusal", default);
        Assert.Empty(stage.Core.Accepted);
    }

    [Fact]
    public async Task WrongSecret_CannotWork_AndSaysWhatToDo()
    {
        await using var harness = await XmppHarness.StartAsync(settings: new() { ["secret"] = "wrong" });
        var core = new RecordingCore(harness.Connector);
        var exception = await Assert.ThrowsAsync<ConnectorSettingsException>(() => harness.Connector.StartAsync(core, default));
        Assert.Contains("./interop bridges secret xmpp", exception.Message, StringComparison.Ordinal);
        await harness.Connector.StopAsync(default);
        await harness.Connector.DisposeAsync();
    }

    [Fact]
    public async Task UnknownComponent_CannotWork_AndSaysWhatToDo()
    {
        await using var harness = await XmppHarness.StartAsync(settings: new() { ["domain"] = "other.xmpp.test" });
        var exception = await Assert.ThrowsAsync<ConnectorSettingsException>(() => harness.Connector.StartAsync(new RecordingCore(harness.Connector), default));
        Assert.Contains("other.xmpp.test", exception.Message, StringComparison.Ordinal);
        await harness.Connector.DisposeAsync();
    }

    [Fact]
    public async Task SecondBridge_WaitsUntilTheFirstIsGone()
    {
        await using var stage = await XmppStage.StartAsync();
        var second = stage.Harness.Restarted();
        var core = new RecordingCore(second);
        await second.StartAsync(core, default);
        Assert.False(core.Connected);
        // Prosody refuses the second one; ejabberd would let both in, and the bridges settle it among themselves.
        Assert.Contains(XmppHarness.IsEjabberd ? "Another bridge" : "conflict", core.WhyNot, StringComparison.Ordinal);
        await stage.Connector.StopAsync(default);
        await Eventually.Holds(() => core.Connected, "the second one to take over");
        await second.StopAsync(default);
        await second.DisposeAsync();
    }

    [Fact]
    public void SecretCommand_MakesSecretAndSnippets_ThatFitTogether()
    {
        var factory = new XmppConnectorFactory();
        var result = factory.Prepare(Section(new() { ["domain"] = "bridge.example.org" }));
        var secret = result.Settings!["secret"];
        Assert.Matches("^[A-Za-z0-9_-]{43}$", secret);
        Assert.All(result.Files.Values, f => Assert.Contains(secret, f, StringComparison.Ordinal));
        Assert.All(result.Files.Values, f => Assert.Contains("bridge.example.org", f, StringComparison.Ordinal));
        Assert.NotEqual(secret, factory.Prepare(Section(new() { ["domain"] = "bridge.example.org" })).Settings!["secret"]);
        var connector = factory.Create(Section(result.Settings.ToDictionary(s => s.Key, s => (string?)s.Value)), new ConnectorServices(NullLoggerFactory.Instance, TimeProvider.System));
        Assert.Equal("bridge.example.org", connector.Description.Bot.Value);
    }

    [Theory]
    [InlineData("domain", null)]
    [InlineData("domain", "a@b")]
    [InlineData("secret", null)]
    [InlineData("port", "0")]
    [InlineData("keepaliveSeconds", "never")]
    public void WrongSettings_AreNamed(string name, string? value)
    {
        var settings = new Dictionary<string, string?> { ["domain"] = "bridge.example.org", ["secret"] = "s", [name] = value };
        var exception = Assert.Throws<ConnectorSettingsException>(() => new XmppConnectorFactory().Create(Section(settings), new ConnectorServices(NullLoggerFactory.Instance, TimeProvider.System)));
        Assert.Contains($"connectors:xmpp:{name}", exception.Message, StringComparison.Ordinal);
    }

    private static IConfigurationSection Section(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => $"connectors:xmpp:{s.Key}", s => s.Value)).Build().GetSection("connectors:xmpp");

    private static XElement Query(string ns) => new(XName.Get("query", ns));

    private static Task PresenceAsync(XmppClient client, string to, string type) =>
        client.WriteAsync(new XElement(XName.Get("presence", "jabber:client"), new XAttribute("to", to), new XAttribute("type", type)));
}
