using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Faults;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>Whatever happens to the index, it has each record once in the end (spec 08).</summary>
public sealed class DamagedIndexTests
{
    private const int Messages = 40;

    public static TheoryData<string> Crashes => FaultMatrix.OfToday("index.catalog.before:1", "index.step.after:2");

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task KilledWhileIndexing_EachRecordIsFoundOnce(string fault)
    {
        await using var world = await WorldAsync();
        await world.Scene.Server.KillAsync();
        await world.Scene.Server.StartAsync("--development", "--fault", fault);
        try
        {
            await SayAsync(world, 0);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException)
        {
            // The server died while they spoke.
        }
        Assert.True(await world.Scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(60)));
        await world.Scene.Server.StartAsync();
        var (room, said) = await SayAsync(world, Messages);
        await world.IndexedAsync();
        Assert.Equal(said, (await FindAsync(world, room)).Order());
        var all = await world.SearchAsync(("q", "bandicoot"), ("limit", "200"));
        Assert.Equal(all.Hits.Length, all.Hits.DistinctBy(h => h.Index).Count());
        Assert.Equal(all.Count, all.Hits.Length);
    }

    [Theory]
    [InlineData("*default.db", 0.5)]
    [InlineData("*default.db", 0.0)]
    [InlineData("catalog.db", 0.0)]
    [InlineData("*default.db", -1)]
    public async Task DamagedFile_IsMadeAnew_ByItself(string pattern, double place)
    {
        await using var world = await WorldAsync();
        var (room, said) = await SayAsync(world, Messages);
        await world.IndexedAsync();
        await world.Scene.Server.KillAsync();
        foreach (var file in Directory.GetFiles(Path.Combine(world.Scene.Server.Data, "index"), pattern))
            Damage(file, place);
        await world.Scene.Server.StartAsync();
        var started = TimeProvider.System.GetTimestamp();
        while (!said.SequenceEqual((await FindAsync(world, room)).Order()))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), world.Scene.Server.Output);
            await Pause.Ms(100);
        }
    }

    private static async Task<SearchScene> WorldAsync()
    {
        var world = new SearchScene();
        await world.InitializeAsync();
        return world;
    }

    private static async Task<(string Room, long[] Said)> SayAsync(SearchScene world, int messages)
    {
        var (alice, bob) = (await world.Scene.PersonAsync(world.Name("alice")), await world.Scene.PersonAsync(world.Name("bob")));
        var room = await Scene.RoomAsync(alice, bob);
        var said = new List<long>();
        for (var i = 0; i < messages; i++)
            said.Add((await alice.SayAsync(room, $"bandicoot number {i}")).Index!.Value);
        return (room.Value, [.. said]);
    }

    private static Task<long[]> FindAsync(SearchScene world, string room) => world.FindAsync(("q", "bandicoot"), ("room", room), ("limit", "200"));

    /// <summary>Octets in the middle, or at the beginning, are others; or (below 0) the file is gone.</summary>
    private static void Damage(string file, double place)
    {
        if (place < 0)
        {
            File.Delete(file);
            return;
        }
        foreach (var rest in new[] { file + "-wal", file + "-shm" }.Where(File.Exists))
            Fold(file, rest);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = (long)(stream.Length * place);
        stream.Write(Enumerable.Repeat((byte)0x5A, 2000).ToArray());
    }

    private static void Fold(string file, string rest)
    {
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            using var fold = connection.CreateCommand();
            fold.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            fold.ExecuteNonQuery();
        }
        File.Delete(rest);
    }
}
