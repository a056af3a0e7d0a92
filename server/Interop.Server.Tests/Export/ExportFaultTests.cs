using Interop.Protocol.ArchiveApi;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>Exports over crashes, a full disk and a change of mind: whole or not at all.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ExportFaultTests
{
    private static readonly TimeSpan DeathMax = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Killed_GoesOn_AndEndsOnce()
    {
        await using var scene = await Scene.OpenAsync();
        using var packages = await Packages.OpenAsync(scene, "dana", "records");
        await TalkAsync(scene);
        await scene.Server.RestartAsync("--fault", $"{FaultPoints.ExportSegment}:2");
        var id = (await packages.Office.Archive.ExportAsync(new ExportRequest("a crash", Packages.AllFormats, new ExportScope()))).Id;
        Assert.True(await scene.Server.DiesWithinAsync(DeathMax));
        foreach (var fault in new[] { $"{FaultPoints.ExportSegment}:9", FaultPoints.ExportDone })
        {
            await scene.Server.KillAsync();
            await scene.Server.StartAsync("--fault", fault);
            Assert.True(scene.Server.HasExited || await scene.Server.DiesWithinAsync(DeathMax), $"{fault}: {scene.Server.Output}");
        }
        await scene.Server.RestartAsync();
        var view = await packages.UntilEndedAsync(id);
        Assert.Equal("done", view.State);
        packages.Good(await packages.FetchAsync(view));
        Assert.Equal(2, (await scene.AuditAsync()).OfKind("export").Count());
        Assert.Equal(["package.zip"], Directory.EnumerateFileSystemEntries(Path.Combine(scene.Server.Data, "exports", id)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task FullDisk_EndsTheExport_AndTheServerLives()
    {
        await using var scene = await Scene.OpenAsync("--fault", $"{FaultPoints.ExportSpace}:2");
        using var packages = await Packages.OpenAsync(scene, "dana", "records");
        var alice = await TalkAsync(scene);
        var view = await packages.UntilEndedAsync((await packages.Office.Archive.ExportAsync(new ExportRequest("too much", Packages.AllFormats, new ExportScope()))).Id);
        Assert.Equal(("failed", "noSpace"), (view.State, view.Code));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(scene.Server.Data, "exports")));
        Assert.Equal("2.0.0", (await alice.SayAsync(await Scene.RoomAsync(alice, await scene.PersonAsync("carol")), "still here")).Code);
        Assert.Equal(["asked", "failed"], (await scene.AuditAsync()).OfKind("export").Select(r => r.Record.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Cancelled_LeavesNothing()
    {
        await using var scene = await Scene.OpenAsync();
        using var packages = await Packages.OpenAsync(scene, "dana", "records");
        await TalkAsync(scene);
        for (var i = 0; i < 3; i++)
        {
            var id = (await packages.Office.Archive.ExportAsync(new ExportRequest("a mistake", Packages.AllFormats, new ExportScope()))).Id;
            await Pause.Ms(i * 40);
            await packages.Office.Archive.EndExportAsync(id);
            Assert.True((await packages.UntilEndedAsync(id)).State is "cancelled" or "removed");
        }
        var folder = Path.Combine(scene.Server.Data, "exports");
        for (var i = 0; i < 1200 && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(); i++)
            await Pause.Ms(50);
        Assert.True(!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any());
    }

    private static async Task<Actor> TalkAsync(Scene scene)
    {
        var (alice, bob) = (await scene.PersonAsync("alice"), await scene.PersonAsync("bob"));
        var room = await Scene.RoomAsync(alice, bob);
        for (var i = 0; i < 5; i++)
            Assert.Equal("2.0.0", (await alice.SayAsync(room, $"words {i}")).Code);
        return alice;
    }
}
