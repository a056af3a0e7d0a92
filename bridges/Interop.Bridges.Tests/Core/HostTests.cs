using Interop.Bridges.Connectors;
using Interop.Bridges.Host;
using Interop.Bridges.Tests.FakeNetwork;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>The process around the connectors: settings, setup files, health page.</summary>
public sealed class HostTests
{
    [Fact]
    public void Settings_AllFaultsAreNamed_WithWhatToDo()
    {
        var wrong = Assert.Throws<ConnectorSettingsException>(() => HostSettings.Read(
            Of(("health", "http://0.0.0.0:1/"), ("server", "http://chat.example.org/"), ("connectors:fake:x", "y"), ("connectors:irc:token", "t")), [new FakeFactory()]));
        Assert.Equal(4, wrong.Message.Split(Environment.NewLine).Length);
        Assert.Contains("health: http://0.0.0.0:1/ can be read by others.", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("server: http://chat.example.org/ would send tokens and messages in the clear.", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("connectors:fake:token is missing. An administrator", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("connectors:irc: there is no connector of that name. There are fake.", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_AreRead()
    {
        var settings = HostSettings.Read(
            Of(("server", "http://127.0.0.1:8448"), ("dataFolder", "/tmp/x"), ("language", "pt"), ("connectors:fake:token", " secret\n")), [new FakeFactory()]);
        var network = Assert.Single(settings.Networks);
        Assert.Equal(("secret", "/tmp/x", "pt"), (network.Settings.Token, network.Settings.DataFolder, network.Settings.Language));
        Assert.Equal("http://127.0.0.1:8450/", settings.Health.ToString());
    }

    [Fact]
    public void SetupFiles_AreTheOwnersOnly_AndNotReplacedUnasked()
    {
        var folder = Directory.CreateTempSubdirectory("setup-");
        var result = new SetupResult(new Dictionary<string, string> { ["a.yaml"] = "one" }, "Put it there.", new Dictionary<string, string> { ["asToken"] = "t" });
        using var said = new StringWriter();
        SetupFiles.Write("fake", result, folder, force: false, said);
        var file = Path.Combine(folder.FullName, "a.yaml");
        Assert.Equal("one", File.ReadAllText(file));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Contains("\"asToken\": \"t\"", said.ToString(), StringComparison.Ordinal);
        Assert.Throws<IOException>(() => SetupFiles.Write("fake", result, folder, force: false, said));
        SetupFiles.Write("fake", result, folder, force: true, said);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Health_SaysHowEachNetworkIs()
    {
        await using var story = await Story.BeginAsync();
        await using var page = HealthPage.Build(new Uri("http://127.0.0.1:0"), [story.Core]);
        await page.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(page.Urls.First()) };
        await ConnectorContract.Eventually.HoldsFrom(async () => (await http.GetAsync(new Uri("health", UriKind.Relative))).IsSuccessStatusCode, "health");
        story.Core.ReportDisconnected("The network said no.");
        using var answer = await http.GetAsync(new Uri("health", UriKind.Relative));
        Assert.Equal(503, (int)answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"lastError\":\"The network said no.\"", text, StringComparison.Ordinal);
        Assert.Contains("\"inboxDepth\":0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoProcesses_OnOneDataFolder_AreRefused()
    {
        var folder = Directory.CreateTempSubdirectory("lease-").FullName;
        var file = Path.Combine(folder, "fake.db");
        var store = Storage.BridgeStore.Open(file, Storage.FaultPoints.None);
        var refused = Assert.Throws<IOException>(() => Storage.BridgeStore.Open(file, Storage.FaultPoints.None));
        Assert.Contains("in use by another bridge process", refused.Message, StringComparison.Ordinal);
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static IConfiguration Of(params (string Name, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Name, (string?)v.Value))).Build();

    private sealed class FakeFactory : IConnectorFactory
    {
        public string Network => "fake";

        public IConnector Create(IConfigurationSection settings, ConnectorServices services) => new FakeConnector(new FakeNet());
    }
}
