using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Retention;
using Xunit;

namespace Interop.Server.Tests.Backup;

/// <summary>What has ended is in no backup that is made later; one that was made before still has it, as long as it is kept (spec 08.18).</summary>
[Collection(RealServerTests.Name)]
public sealed class EndedBodyTests
{
    [Fact]
    public async Task EndedBody_IsInTheBackupBefore_AndNotInTheOneAfter()
    {
        var folder = Directory.CreateTempSubdirectory("ocip-backups-").FullName;
        try
        {
            await using var world = await RetentionWorld.OpenAsync("--backups", folder);
            await world.PutAsync("archive/schedule", RetentionWorld.Schedule);
            var said = await world.Alice.SayAsync(world.Room, "ends after a day");
            var cell = CellOf(world, said.Index!.Value)!;
            Assert.Equal(BackupView.Done, (await MakeAsync(world, "before")).State);
            await world.AheadAsync(3);
            await world.DoneAsync(await world.ApprovedAsync());
            Assert.Null(CellOf(world, said.Index.Value));
            Assert.Equal(BackupView.Done, (await MakeAsync(world, "after")).State);

            // The encrypted octets themselves: whoever has all keys finds nothing to open.
            Assert.Single(RawFiles.With(Path.Combine(folder, "before"), cell));
            Assert.Empty(RawFiles.With(Path.Combine(folder, "after"), cell));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[]? CellOf(RetentionWorld world, long index) =>
        world.Query($"SELECT body FROM records WHERE leaf={index}", row => row.Read() && !row.IsDBNull(0) ? row.GetFieldValue<byte[]>(0) : null);

    private static async Task<BackupView> MakeAsync(RetentionWorld world, string name)
    {
        var view = await world.Scene.Office.Archive.BeginBackupAsync(new BackupRequest(name));
        for (; view.State == BackupView.Running; await Pause.Ms(20))
            view = await world.Scene.Office.Archive.BackupAsync(name);
        return view;
    }
}
