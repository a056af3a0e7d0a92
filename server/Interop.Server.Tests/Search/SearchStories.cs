using System.Text;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>Search while things happen: more is said, the server is killed, something is sealed (spec 08).</summary>
public sealed class SearchStories(SearchScene world) : IClassFixture<SearchScene>
{
    [Theory]
    [InlineData("newest")]
    [InlineData("oldest")]
    [InlineData("rank")]
    public async Task Pages_NeitherRepeatNorLeaveOut_WhateverIsArchived(string order)
    {
        var (alice, bob) = (await world.Scene.PersonAsync(world.Name("alice")), await world.Scene.PersonAsync(world.Name("bob")));
        var room = await Scene.RoomAsync(alice, bob);
        var said = new List<long>();
        for (var i = 0; i < 23; i++)
            said.Add((await alice.SayAsync(room, string.Join(' ', Enumerable.Repeat("wombat", 1 + (i % 5))) + $" number {i}")).Index!.Value);
        await world.IndexedAsync();

        var found = new List<long>();
        string? cursor = null;
        do
        {
            var page = await world.SearchAsync([("q", "wombat"), ("room", room.Value), ("order", order), ("limit", "5"), .. cursor is null ? Array.Empty<(string, string)>() : [("cursor", cursor)]]);
            Assert.Equal(23, page.Count);
            found.AddRange(page.Hits.Select(h => h.Index));
            cursor = page.Next;
            await alice.SayAsync(room, "wombat wombat wombat, later");
            await world.IndexedAsync();
            if (found.Count == 10)
                await world.Scene.Server.RestartAsync();
        }
        while (cursor is not null && found.Count < 40);

        // From the oldest on, what was said meanwhile comes at the end.
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Equal(said, found.Where(said.Contains).Order());
        if (order == "newest")
            Assert.Equal(said.AsEnumerable().Reverse(), found);
        if (order == "oldest")
            Assert.Equal(found.Order(), found);
        else
            Assert.Equal(23, found.Count);
    }

    [Fact]
    public async Task WhatIsSealed_IsFoundWhenItIsOpen()
    {
        var alice = await world.Scene.PersonAsync(world.Name("alice"));
        using var bridge = await BridgeActor.OpenAsync(world.Scene, world.Name("net"));
        var outsider = await bridge.ContactAsync("x@example.org", displayName: "Xenia");
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        var first = await bridge.SayAsync(room, outsider, "numbat, before the notice");
        await world.IndexedAsync();
        Assert.Empty(await world.FindAsync(("q", "numbat")));
        await bridge.TellAsync(room, outsider.User);
        await world.IndexedAsync();
        var opened = TimeProvider.System.GetTimestamp();
        while ((await world.FindAsync(("q", "numbat"))).Length == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(opened) < SearchScene.Indexed);
            await Pause.Ms(50);
        }
        Assert.Equal([first.Index!.Value], await world.FindAsync(("q", "numbat"), ("person", alice.User.Value), ("network", bridge.Network)));
        Assert.Empty(await world.FindAsync(("q", "numbat"), ("person", (await world.Scene.PersonAsync(world.Name("bob"))).User.Value)));
    }

    [Fact]
    public async Task NoFileOfTheIndex_HasAWord()
    {
        var (alice, bob) = (await world.Scene.PersonAsync(world.Name("alice")), await world.Scene.PersonAsync(world.Name("bob")));
        var room = await Scene.RoomAsync(alice, bob);
        await alice.SayAsync(room, "the secret is thylacine");
        await world.IndexedAsync();
        Assert.NotEmpty(await world.FindAsync(("q", "thyla*"), ("room", room.Value)));
        var files = Directory.GetFiles(Path.Combine(world.Scene.Server.Data, "index"));
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var octets = new byte[stream.Length];
            await stream.ReadExactlyAsync(octets);
            Assert.True(octets.AsSpan().IndexOf(Encoding.ASCII.GetBytes("thylacine")) < 0, file);
        }
    }
}
