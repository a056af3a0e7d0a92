using System.Net;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Storage;
using Interop.Server.Tests.Backup;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>The server dies while it makes a backup (spec 08.18).</summary>
[Collection(RealServerTests.Name)]
public sealed class BackupFaultTests
{
    [Theory]
    [InlineData(FaultPoints.BackupCopied)]
    [InlineData(FaultPoints.BackupBeforeName)]
    public async Task Killed_LeavesNothingThatPassesForABackup(string point)
    {
        await using var world = await BackupScene.OpenAsync();
        var (alice, bob, _) = await world.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        await alice.SayAsync(room, "one");
        await world.Scene.Server.RestartAsync([.. world.Options, "--fault", point]);
        try
        {
            using var begun = await world.BeginAsync("begun");
        }
        catch (HttpRequestException)
        {
            // It died before it had answered.
        }
        Assert.True(await world.Scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(60)));
        Assert.True(File.Exists(Path.Combine(world.PathOf("begun"), "ocip.db")));
        Assert.Equal(2, await world.RestoreAsync("begun", world.Fresh("a")));

        await world.Scene.Server.RestartAsync(world.Options);
        using (var taken = await world.BeginAsync("begun"))
            Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        Assert.Equal(BackupView.Done, (await world.MakeAsync("again")).State);
        Assert.Equal(0, await world.RestoreAsync("again", world.Fresh("a"), "--key-folder", world.KeyFolder));
        Assert.Equal(["one"], (await world.Scene.AuditAsync()).Texts);
    }
}
