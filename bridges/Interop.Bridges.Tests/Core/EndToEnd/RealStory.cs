using Interop.Bridges.Native;
using Interop.Bridges.Tests.FakeNetwork;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interop.Bridges.Tests.Core.EndToEnd;

/// <summary>The fake network, the bridge core and the real server; Carol works here.</summary>
internal sealed class RealStory : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bridge-").FullName;
    private BridgeSettings settings = null!;
    private string network = "fake";
    private bool isSecond;

    public RealServer Server { get; private init; } = null!;

    public FakeNet Net { get; } = new();

    public BridgeCore Core { get; private set; } = null!;

    public Employee Carol { get; private init; } = null!;

    public static NativeUserId CarolsGhost => Story.CarolsGhost;

    public static async Task<RealStory> BeginAsync()
    {
        var server = await RealServer.StartAsync();
        var story = new RealStory { Server = server, Carol = await server.EmployAsync("carol") };
        story.settings = new BridgeSettings
        {
            Server = server.Address, Token = await server.BridgeTokenAsync("fake"), DataFolder = story.folder, FirstPause = TimeSpan.FromMilliseconds(50),
            LastPause = TimeSpan.FromMilliseconds(500),
        };
        await story.StartAsync();
        return story;
    }

    public async Task StartAsync()
    {
        Core = new BridgeCore(new FakeConnector(Net) { Network = network }, settings, TimeProvider.System, NullLoggerFactory.Instance);
        await Core.StartAsync(CancellationToken.None);
    }

    /// <summary>The bridge of a second network, on the same server.</summary>
    public async Task<RealStory> SecondNetworkAsync(string network)
    {
        var second = new RealStory { Server = Server, Carol = Carol, isSecond = true };
        second.settings = settings with { Token = await Server.BridgeTokenAsync(network), DataFolder = second.folder };
        second.network = network;
        await second.StartAsync();
        return second;
    }

    public async Task RestartBridgeAsync()
    {
        await Core.DisposeAsync();
        await StartAsync();
    }

    public FakePerson Person(string name) => new(Net, name);

    public IReadOnlyList<string> Texts(NativeRoomId room) => [.. Net.Timeline(room).Select(m => m.Text)];

    public async ValueTask DisposeAsync()
    {
        await Core.DisposeAsync();
        if (!isSecond)
        {
            Carol.Dispose();
            await Server.DisposeAsync();
        }
        Directory.Delete(folder, recursive: true);
    }
}
