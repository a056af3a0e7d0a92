using System.Diagnostics;
using System.Globalization;
using Interop.Client;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.Backup;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Faults;

/// <summary>No file can grow any more, as on a full disk: nothing is acknowledged that is not archived, the server lives, and goes on when there is room.</summary>
[Collection(RealServerTests.Name)]
public sealed class FullDiskTests
{
    private const int MessagesMax = 400;

    [Fact]
    public async Task FullDisk_AcceptsNothing_AndTheServerGoesOnWhenThereIsRoom()
    {
        await using var world = await BackupScene.OpenAsync();
        var (alice, bob, _) = await world.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var acknowledged = new List<string>();
        for (var n = 0; n < 5; n++)
            acknowledged.Add(await SayAsync(alice, room, n) ?? throw new InvalidOperationException("refused before the disk was full"));

        Limit(world, new FileInfo(Path.Combine(world.Scene.Server.Data, "ocip.db-wal")).Length + (64 * 1024));
        var full = false;
        for (var n = 5; n < MessagesMax && !full; n++)
        {
            if (await SayAsync(alice, room, n) is { } text)
                acknowledged.Add(text);
            else
                full = true;
        }
        Assert.True(full, "the disk never was full");
        Limit(world, 64 * 1024);
        Assert.Equal((BackupView.Failed, "4.1.0"), await world.MakeAsync("no-room") is var none ? (none.State, none.Code) : default);
        Assert.False(Directory.Exists(world.PathOf("no-room")));
        Assert.False(world.Scene.Server.HasExited);

        Limit(world, null);
        acknowledged.Add(await SayAsync(alice, room, MessagesMax) ?? throw new InvalidOperationException("refused although there is room again"));
        Assert.Equal(BackupView.Done, (await world.MakeAsync("room")).State);
        await world.Scene.Server.RestartAsync(world.Options);
        Assert.Equal(acknowledged, (await world.Scene.AuditAsync()).Texts);
    }

    /// <summary>The text, when it was accepted; null when the archive could not be written.</summary>
    private static async Task<string?> SayAsync(Actor alice, RoomId room, int n)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"message {n} {new string('x', 2000)}");
        try
        {
            var code = (await alice.SayAsync(room, text)).Code;
            Assert.Contains(code, (string[])["2.0.0", "4.1.0"]);
            return code == "2.0.0" ? text : null;
        }
        catch (OcipProblemException refused) when (refused.Problem.Code == "4.1.0")
        {
            return null;
        }
    }

    /// <summary>The soft limit on the length of files, of the server's process (util-linux prlimit); null for none.</summary>
    private static void Limit(BackupScene world, long? octets)
    {
        var limit = octets?.ToString(CultureInfo.InvariantCulture) ?? "unlimited";
        using var set = Process.Start("prlimit", ["--pid", world.Scene.Server.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={limit}:"]);
        set.WaitForExit();
        Assert.Equal(0, set.ExitCode);
    }
}
