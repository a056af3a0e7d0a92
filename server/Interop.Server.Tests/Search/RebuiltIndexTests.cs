using Interop.Client;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>The index is made anew on request: it has everything once in the end, and no answer before that passes for a whole one.</summary>
public sealed class RebuiltIndexTests(SearchScene world) : IClassFixture<SearchScene>
{
    [Fact]
    public async Task Index_IsMadeAnew_AndSaysThatItIsPartialMeanwhile()
    {
        var keeper = await world.OfficerAsync("operator");
        var (room, said) = await SayAsync("bilby");
        await world.IndexedAsync();
        Assert.Equal(said, (await FindAsync("bilby", room)).Hits.Select(h => h.Index).Order());

        var refused = await Assert.ThrowsAsync<OcipProblemException>(() => world.Reviewer.Archive.RebuildSearchIndexAsync());
        Assert.Equal("5.1.0", refused.Problem.Code);
        var begun = await keeper.Archive.RebuildSearchIndexAsync();
        Assert.Equal((true, 0L, (string?)null), (begun.Incomplete, begun.Searched, begun.RebuildFinishedAt));
        Assert.True(begun.Records > said.Length);
        await CompleteAsync(keeper, "bilby", room, said);
    }

    [Fact]
    public async Task KilledWhileItIsMadeAnew_GoesOn_AndHasEachRecordOnce()
    {
        var keeper = await world.OfficerAsync("records");
        var (room, said) = await SayAsync("numbat");
        // Nothing may be left to take in, so that the first step of the next process is one of the making anew.
        while (await keeper.Archive.SearchIndexAsync() is var index && index.Searched < index.Records)
            await Pause.Ms(20);
        await world.Scene.Server.RestartAsync("--fault", FaultPoints.IndexCatalog);
        try
        {
            Assert.True((await keeper.Archive.RebuildSearchIndexAsync()).Incomplete);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            // It died before it had answered.
        }
        Assert.True(await world.Scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(60)), world.Scene.Server.Output);
        await world.Scene.Server.RestartAsync();
        await CompleteAsync(keeper, "numbat", room, said);
    }

    /// <summary>Until it is complete, whatever is found is said to be a part.</summary>
    private async Task CompleteAsync(OcipClient keeper, string word, string room, long[] said)
    {
        var started = TimeProvider.System.GetTimestamp();
        SearchPage page;
        do
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), world.Scene.Server.Output);
            page = await FindAsync(word, room);
            Assert.True(page.Incomplete == true || page.Hits.Length == said.Length, "a part passed for all of it");
        }
        while (page.Incomplete == true);
        Assert.Equal(said, page.Hits.Select(h => h.Index).Order());
        var view = await keeper.Archive.SearchIndexAsync();
        Assert.NotNull(view.RebuildFinishedAt);
        Assert.Null(view.Incomplete);
    }

    private async Task<(string Room, long[] Said)> SayAsync(string word)
    {
        var (alice, bob) = (await world.Scene.PersonAsync(world.Name("alice")), await world.Scene.PersonAsync(world.Name("bob")));
        var room = await Scene.RoomAsync(alice, bob);
        var said = new List<long>();
        for (var i = 0; i < 20; i++)
            said.Add((await alice.SayAsync(room, $"{word} number {i}")).Index!.Value);
        return (room.Value, [.. said]);
    }

    private Task<SearchPage> FindAsync(string word, string room) => world.SearchAsync(("q", word), ("room", room), ("limit", "200"));
}
