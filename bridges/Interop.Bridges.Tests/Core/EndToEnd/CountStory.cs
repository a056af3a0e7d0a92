using System.Globalization;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Protocol.ArchiveApi;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interop.Bridges.Tests.Core.EndToEnd;

/// <summary>A connector on its real network, the bridge core and the real server: what the network has by its own count, and what the archive has. Carol works here.</summary>
internal sealed class CountStory : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bridge-").FullName;
    private readonly string network;
    private readonly Func<IConnector> make;
    private BridgeSettings settings = null!;

    private CountStory(string network, Func<IConnector> make, RealServer server, Employee carol) => (this.network, this.make, Server, Carol) = (network, make, server, carol);

    public RealServer Server { get; }

    public Employee Carol { get; }

    public NativeUserId CarolsGhost { get; private set; }

    public BridgeCore Core { get; private set; } = null!;

    public static async Task<CountStory> BeginAsync(string network, Func<IConnector> make)
    {
        var server = await RealServer.StartAsync();
        var story = new CountStory(network, make, server, await server.EmployAsync("carol"));
        story.settings = new BridgeSettings
        {
            Server = server.Address, Token = await server.BridgeTokenAsync(network), DataFolder = story.folder, FirstPause = TimeSpan.FromMilliseconds(50),
            LastPause = TimeSpan.FromMilliseconds(500),
        };
        await story.StartAsync();
        return story;
    }

    public async Task StartAsync()
    {
        var connector = make();
        CarolsGhost = ((IShowsGhosts)connector).NameGhost(new GhostAddress(GhostAddress.Ocip, "carol"));
        Core = new BridgeCore(connector, settings, TimeProvider.System, NullLoggerFactory.Instance);
        await Core.StartAsync(CancellationToken.None);
    }

    /// <summary>While the bridge is stopped: what its connector remembers is something else.</summary>
    public async Task RememberAsync(string key, string value)
    {
        await using var store = BridgeStore.Open(Path.Combine(folder, network + ".db"), FaultPoints.None);
        await store.WriteAsync("note", c => NoteTable.Set(c, "connector/" + key, value), CancellationToken.None);
    }

    public Task SeesAsync(string text) => Patiently.HoldsAsync(async () => (await Carol.TextsAsync()).Contains(text), $"'{text}' to arrive");

    /// <summary>What the report of today says of the networks' own counts, after the bridge has counted.</summary>
    public async Task<IReadOnlyList<ReconciliationGap>> CountAsync()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        await Core.CountAsync(today, CancellationToken.None);
        var report = await Server.ReportAsync(today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return [.. report.Gaps.Where(g => g.Kind is "native" or "uncounted")];
    }

    public async ValueTask DisposeAsync()
    {
        await Core.DisposeAsync();
        Carol.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
