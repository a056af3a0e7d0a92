using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Matrix.Inbound;
using Interop.Bridges.Native;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>What needs no homeserver: names of ghosts, registration files, settings, reply fallbacks.</summary>
public sealed class NamesAndFilesTests
{
    [Theory]
    [InlineData("ocip", "alice", "ocip_alice")]
    [InlineData("ocip", "alice_smith", "ocip_alice=5fsmith")]
    [InlineData("xmpp", "bob@xmpp.test", "ocip_xmpp_bob=40xmpp.test")]
    [InlineData("matrix", "@Eve:hs.example", "ocip_matrix_=40=45ve=3ahs.example")]
    public void Ghost_HasAReadableName(string network, string account, string localpart)
    {
        Assert.Equal(localpart, GhostLocalpart.Of(new GhostAddress(network, account)));
        Assert.Equal(new GhostAddress(network, account), GhostLocalpart.Read(localpart));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("ocip_")]
    [InlineData("ocip_=")]
    [InlineData("ocip_=4")]
    [InlineData("ocip_=zz")]
    [InlineData("ocip_=ff")] // no UTF-8
    [InlineData("ocip_Alice")] // not how we write it
    [InlineData("ocip_=61lice")] // alice, spelt in another way
    [InlineData("ocip_ocip_alice")] // alice, spelt in another way
    [InlineData("ocip_xmpp_")]
    [InlineData("ocip__bob")]
    [InlineData("ocip_a_b_c")]
    [InlineData("ocip_a/b")]
    public void Name_ThatWeWouldNotWrite_IsNobody(string localpart) => Assert.Null(GhostLocalpart.Read(localpart));

    [Fact]
    public void LongNames_StayTwo_AndAreNotRead()
    {
        var names = Enumerable.Range(0, 2).Select(i => GhostLocalpart.Of(new GhostAddress("xmpp", new string('x', 300) + i))).ToList();
        Assert.NotEqual(names[0], names[1]);
        Assert.All(names, name => Assert.True(name.Length <= GhostLocalpart.OctetsMax));
        Assert.All(names, name => Assert.Null(GhostLocalpart.Read(name)));
    }

    [Fact]
    public void Registration_MakesBothFiles_AndTheSettingsThatGoWithThem()
    {
        var factory = new MatrixConnectorFactory();
        var setup = factory.Prepare(Section(("serverName", "chat.example.org")));
        Assert.Equal(("registration", "matrix"), (factory.Verb, factory.Network));
        var bridge = setup.Files["ocip-bridge.yaml"];
        Assert.Contains(@"regex: '@ocip_.*:chat\.example\.org'", bridge, StringComparison.Ordinal);
        Assert.Contains("exclusive: true", bridge, StringComparison.Ordinal);
        Assert.Contains($"as_token: '{setup.Settings!["asToken"]}'", bridge, StringComparison.Ordinal);
        Assert.Contains($"hs_token: '{setup.Settings["hsToken"]}'", bridge, StringComparison.Ordinal);
        var puppets = setup.Files["ocip-puppets.yaml"];
        Assert.Contains("url: null", puppets, StringComparison.Ordinal);
        Assert.Contains("rate_limited: false", puppets, StringComparison.Ordinal);
        Assert.Contains(@"regex: '@.*:chat\.example\.org'", puppets, StringComparison.Ordinal);
        Assert.Contains($"as_token: '{setup.Settings["puppetToken"]}'", puppets, StringComparison.Ordinal);
        Assert.Equal(3, setup.Settings.Values.Distinct(StringComparer.Ordinal).Count());
        Assert.All(setup.Settings.Values, secret => Assert.True(secret.Length >= 43));
        // Asked again with its settings, it makes the same.
        var again = factory.Prepare(Section([("serverName", "chat.example.org"), .. setup.Settings.Select(entry => (entry.Key, (string?)entry.Value))]));
        Assert.Equal(setup.Files, again.Files);
    }

    [Theory]
    [InlineData("serverName", null)]
    [InlineData("serverName", "not a name")]
    [InlineData("hsToken", null)]
    [InlineData("homeserver", "ftp://x")]
    [InlineData("bot", "ocip_bot")]
    [InlineData("bot", "Bot")]
    [InlineData("encryptedRooms", "maybe")]
    public void WrongSettings_AreNamed(string name, string? value)
    {
        var settings = new Dictionary<string, string?> { ["serverName"] = "hs.test", ["asToken"] = "a", ["hsToken"] = "h", [name] = value };
        var wrong = Assert.Throws<ConnectorSettingsException>(() => MatrixOptions.Read(Section([.. settings.Select(entry => (entry.Key, entry.Value))])));
        Assert.Contains($"connectors:matrix:{name}", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yes", "yes", null)]
    [InlineData("> <@bob:hs.test> shall we?\n\nyes", "yes", "shall we?")]
    [InlineData("> <@bob:hs.test> one\n> two\n>\n> three\n\nyes\n> not a quote", "yes\n> not a quote", "one\ntwo\n\nthree")]
    [InlineData("> * <@bob:hs.test> waves\n\nyes", "yes", "waves")]
    [InlineData("> ", "", "")]
    [InlineData("> only a quote", "", "only a quote")]
    public void ReplyFallback_IsTakenOff(string body, string text, string? quote) => Assert.Equal((text, quote), ReplyFallback.Split(body));

    private static IConfigurationSection Section(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(entry => $"m:{entry.Name}", entry => entry.Value)).Build().GetSection("m");
}
