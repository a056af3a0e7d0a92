using System.Net;
using System.Text;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Backup;

/// <summary>Backups of a running server, restored by the command line (spec 08.18).</summary>
[Collection(RealServerTests.Name)]
public sealed class BackupTests
{
    private const string Marked = "walrus-telegram-4402";

    [Fact]
    public async Task Backup_OfAWritingServer_IsOfOneMoment_AndRestores()
    {
        await using var world = await BackupScene.OpenAsync();
        var (alice, bob, _) = await world.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        await alice.Client.Media.UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes("a file of nobody yet")), "text/plain");
        var early = await SaveCheckpointAsync(world, "early");
        using var enough = new CancellationTokenSource();
        var writing = WriteAsync(alice, room, enough.Token);
        var made = await world.MakeAsync("first");
        await enough.CancelAsync();
        var written = await writing;

        Assert.Equal((BackupView.Done, null), (made.State, made.Detail));
        var audit = await world.Scene.AuditAsync();
        Assert.InRange(made.Records!.Value, 5, audit.Records.Count);
        Assert.Equal(written, audit.Texts.Count);
        var late = await SaveCheckpointAsync(world, "late");

        var target = world.Fresh("a");
        Assert.Equal(0, await world.RestoreAsync("first", target, "--key-folder", world.KeyFolder, "--not-before", early));
        Assert.Equal(2, await world.RestoreAsync("first", target));
        Assert.Equal(2, await world.RestoreAsync("first", world.Fresh("b"), "--not-before", late));
        Assert.False(Directory.Exists(world.Fresh("b")));

        Assert.Equal(0, await world.DrillAsync("first", "--key-folder", world.KeyFolder));
        Assert.NotNull((await world.Scene.Office.Archive.BackupAsync("first")).Drilled);
        var records = (await world.Scene.AuditAsync()).OfKind("backup").Select(r => r.Record).ToArray();
        Assert.Equal(["made", "drill"], records.Select(r => r.GetProperty("what").GetString()));
        Assert.True(records[1].GetProperty("good").GetBoolean());
    }

    [Fact]
    public async Task Keys_AreNotInIt_UnlessAskedFor()
    {
        await using var world = await BackupScene.OpenAsync();
        var (alice, bob, _) = await world.Scene.ThreeAsync();
        await alice.SayAsync(await Scene.RoomAsync(alice, bob), Marked);
        var key = await File.ReadAllTextAsync(Directory.GetFiles(world.KeyFolder, "kek-*.key").Single());

        Assert.Equal(BackupView.Done, (await world.MakeAsync("without")).State);
        foreach (var secret in new[] { Marked, key, "PRIVATE KEY" })
            Assert.Empty(RawFiles.With(world.PathOf("without"), secret));
        // Nobody can read it without the key: a server does not even start on it.
        Assert.Equal(1, await world.DrillAsync("without"));

        Assert.Equal(BackupView.Done, (await world.MakeAsync("with", withKeys: true)).State);
        Assert.Single(RawFiles.With(world.PathOf("with"), key));
        Assert.Equal(0, await world.DrillAsync("with"));
    }

    [Fact]
    public async Task Backup_OfADamagedDatabase_IsNone()
    {
        await using var world = await BackupScene.OpenAsync();
        await world.Scene.PersonAsync("alice");
        Assert.Equal("4.1.0", (await DamageAsync()).Code);
        Assert.False(Directory.Exists(world.PathOf("damaged")));
        using var again = await world.BeginAsync("../elsewhere");
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);

        async Task<BackupView> DamageAsync()
        {
            await using (var connection = new SqliteConnection($"Data Source={Path.Combine(world.Scene.Server.Data, "ocip.db")};Pooling=False"))
            {
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = "UPDATE records SET record=CAST(replace(CAST(record AS TEXT), 'link', 'lank') AS BLOB) WHERE kind='link'";
                await command.ExecuteNonQueryAsync();
            }
            return await world.MakeAsync("damaged");
        }
    }

    [Fact]
    public async Task DamagedBackup_IsRefused_ByNameOfTheFile()
    {
        await using var world = await BackupScene.OpenAsync();
        await world.Scene.PersonAsync("alice");
        Assert.Equal(BackupView.Done, (await world.MakeAsync("one")).State);
        var database = Path.Combine(world.PathOf("one"), "ocip.db");
        Flip(database, 5000);
        Assert.Equal(1, await world.RestoreAsync("one", world.Fresh("a")));
        Assert.False(Directory.Exists(world.Fresh("a")));
        Flip(database, 5000);
        Assert.Equal(0, await world.RestoreAsync("one", world.Fresh("a")));

        var manifest = Path.Combine(world.PathOf("one"), "backup.json");
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace("\"backup\":1", "\"backup\":2", StringComparison.Ordinal));
        Assert.Equal(2, await world.RestoreAsync("one", world.Fresh("b")));
        File.Delete(manifest);
        Assert.Equal(2, await world.RestoreAsync("one", world.Fresh("b")));
    }

    private static void Flip(string file, int at)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = at;
        var octet = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(octet ^ 1));
    }

    private static async Task<string> SaveCheckpointAsync(BackupScene world, string name)
    {
        var file = world.PathOf(name + ".txt");
        await File.WriteAllTextAsync(file, await world.Scene.Office.Archive.CheckpointAsync());
        return file;
    }

    private static async Task<int> WriteAsync(Actor alice, Interop.Protocol.Identifiers.RoomId room, CancellationToken enough)
    {
        var n = 0;
        for (; n < 20 || !enough.IsCancellationRequested; n++)
            Assert.Equal("2.0.0", (await alice.SayAsync(room, $"message {n}")).Code);
        return n;
    }
}
