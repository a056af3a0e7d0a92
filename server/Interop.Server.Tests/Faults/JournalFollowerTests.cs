using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Preservation;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>An outside archive follows the journal while it and the server are killed (spec 08.7; clients/Interop.JournalFollower).</summary>
[Collection(RealServerTests.Name)]
public sealed class JournalFollowerTests : IDisposable
{
    private static readonly TimeSpan CatchUpMax = TimeSpan.FromSeconds(60);
    private readonly string folder = Directory.CreateTempSubdirectory("ocip-follower-").FullName;
    private Process? process;

    private string Copy => Path.Combine(folder, "copy.ndjson");

    [Fact]
    public async Task FollowerAndServer_Killed_NothingIsMissing_NothingIsTwice()
    {
        await using var scene = await Scene.OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "keys.json"), JsonSerializer.Serialize(scene.Keys, OcipJson.Default.JsonWebKeySet));
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        using var dana = await Officer.HireAsync(scene, "dana", "records");
        for (var round = 0; round < 3; round++)
        {
            Start(scene);
            await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(room.Value) });
            for (var n = 0; n < 15; n++)
                await alice.SayAsync(room, $"message {round}.{n}");
            await UntilAsync(() => (Lines().Length > 10 * (round + 1)));
            if (round == 1)
                await scene.Server.RestartAsync();
            else
                await KillAsync();
            await alice.SayAsync(room, $"between {round}");
        }
        // A line that was begun and not finished, as a full disk or a crash leaves it.
        await KillAsync();
        await File.AppendAllTextAsync(Copy, "{\"index\":4");
        Start(scene);
        var audit = await scene.AuditAsync();
        await UntilAsync(() => (Lines().Length == audit.Records.Count && IsWhole()));

        var records = Lines().Select(line => JsonSerializer.Deserialize(line, OcipJson.Default.ArchiveRecord)!).ToArray();
        Assert.Equal(audit.Records.Select(r => r.Index), records.Select(r => r.Index));
        Assert.Equal(audit.Records.Select(Said), records.Select(Said));
        // Of cases and holds an archive outside is given the leaves.
        Assert.InRange(records.Count(r => r.LeafHash is not null), 6, int.MaxValue);
        Assert.Equal(48, records.Count(r => r is { Body: not null } && r.Record.GetProperty("kind").GetString() == "event" && r.Record.GetProperty("header").GetProperty("type").GetString() == "message"));
    }

    [Fact]
    public async Task Follower_OfALogThatWasCut_SaysSo()
    {
        await using var scene = await Scene.OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "keys.json"), JsonSerializer.Serialize(scene.Keys, OcipJson.Default.JsonWebKeySet));
        var (alice, bob, _) = await scene.ThreeAsync();
        await alice.SayAsync(await Scene.RoomAsync(alice, bob), "one");
        Start(scene);
        var audit = await scene.AuditAsync();
        await UntilAsync(() => (File.Exists(Copy + ".state") && Lines().Length == audit.Records.Count));
        await KillAsync();

        // The copy remembers another history.
        await File.WriteAllTextAsync(Copy + ".state", Exchanged(await File.ReadAllTextAsync(Copy + ".state")));
        Start(scene);
        await alice.SayAsync(await Scene.RoomAsync(alice, bob), "two");
        await process!.WaitForExitAsync().WaitAsync(CatchUpMax);
        Assert.Equal(1, process.ExitCode);
    }

    public void Dispose()
    {
        KillAsync().GetAwaiter().GetResult();
        Directory.Delete(folder, recursive: true);
    }

    private static string Said(ArchiveRecord record) => record.LeafHash ?? record.Record.GetRawText();

    /// <summary>The first peak is another hash.</summary>
    private static string Exchanged(string state)
    {
        var at = state.IndexOf("\"Peaks\":[\"", StringComparison.Ordinal) + "\"Peaks\":[\"".Length;
        return state[..at] + (state[at] == 'A' ? 'B' : 'A') + state[(at + 1)..];
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < CatchUpMax; await Pause.Ms(50))
        {
            if (isSo())
                return;
        }
        throw new TimeoutException("the follower did not catch up");
    }

    private string[] Lines() => File.Exists(Copy) ? ReadShared().Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];

    private bool IsWhole() => ReadShared().EndsWith('\n');

    private string ReadShared()
    {
        using var reader = new StreamReader(new FileStream(Copy, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private void Start(Scene scene)
    {
        if (process is { HasExited: false })
            return;
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Interop.JournalFollower.dll"), scene.Server.Address.ToString(), Path.Combine(folder, "keys.json"), Copy]);
        start.Environment["INTEROP_TOKEN"] = scene.AdminToken;
        process = Process.Start(start);
    }

    private async Task KillAsync()
    {
        if (process is not { HasExited: false })
            return;
        process.Kill();
        await process.WaitForExitAsync();
    }
}
