using System.Text.Json;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>A room as it is and as it was (spec 08).</summary>
public sealed class ConversationTests(SearchScene world) : IClassFixture<SearchScene>
{
    [Fact]
    public async Task Conversation_SaysWhoCouldSeeWhat_AndIsAsItWasThen()
    {
        var (alice, bob, carol) = await world.Scene.ThreeAsync(world.Name("x"));
        await world.Scene.CloseAsync(carol);
        var room = await Scene.RoomAsync(alice, bob, carol);
        var said = await alice.SayAsync(room, "clause 7 is wrong");
        var edited = await alice.SubmitAsync(Actor.Edit(room, said.Event!.Value, "clause 8 is wrong"));
        await Pause.Ms(20);
        var between = Text((await world.Scene.Office.Archive.RecordAsync(edited.Index!.Value)).Record, "at");
        await Pause.Ms(20);
        await alice.SubmitAsync(Actor.Membership(room, bob.User, "remove"));
        await alice.SubmitAsync(Actor.Retraction(room, said.Event!.Value));
        await world.Scene.OpenAsync(carol);
        await world.IndexedAsync();

        var now = await ReadAsync(room.Value);
        Assert.Equal("Project", now.Name);
        Assert.Equal([alice.User, carol.User], now.Participants.Select(p => p.User));
        var message = now.Items.Single(i => i.Record.Index == said.Index);
        Assert.Equal(2, message.Versions!.Length);
        Assert.Equal([alice.User, bob.User], message.SeenBy!);
        Assert.Equal(carol.User, Assert.Single(message.NotSeenBy!).User);
        Assert.Equal(said.Index, now.Items.Single(i => i.Record.Index == edited.Index).Of);

        var then = await ReadAsync(room.Value, ("at", between));
        Assert.Equal(between, then.At);
        Assert.Equal("Project", then.Name);
        Assert.Equal([alice.User, bob.User, carol.User], then.Participants.Select(p => p.User));
        Assert.Equal(edited.Index, then.Items[^1].Record.Index);
        Assert.Equal([edited.Index!.Value], then.Items.Single(i => i.Record.Index == said.Index).Versions!);
        Assert.Null(then.Later);
    }

    [Fact]
    public async Task Conversation_IsReadInBothDirections()
    {
        var (alice, bob) = (await world.Scene.PersonAsync(world.Name("alice")), await world.Scene.PersonAsync(world.Name("bob")));
        var room = await Scene.RoomAsync(alice, bob);
        for (var i = 0; i < 30; i++)
            await alice.SayAsync(room, $"number {i}");
        var all = (await ReadAsync(room.Value, ("limit", "200"))).Items.Select(i => i.Record.Index).ToArray();
        Assert.Equal(all.Order(), all);

        var back = new List<long>();
        for (long? before = long.MaxValue; before is { } from;)
        {
            var page = await ReadAsync(room.Value, ("before", $"{from}"), ("limit", "7"));
            back.InsertRange(0, page.Items.Select(i => i.Record.Index));
            before = page.Earlier;
        }
        Assert.Equal(all, back);

        var forth = new List<long>();
        for (long? after = -1; after is { } from;)
        {
            var page = await ReadAsync(room.Value, ("after", $"{from}"), ("limit", "7"));
            forth.AddRange(page.Items.Select(i => i.Record.Index));
            after = page.Later;
        }
        Assert.Equal(all, forth);

        var around = await ReadAsync(room.Value, ("around", $"{all[15]}"), ("limit", "6"));
        Assert.Equal(all[12..18], around.Items.Select(i => i.Record.Index));
    }

    [Fact]
    public async Task WhatWasRead_IsArchived()
    {
        var (alice, bob) = (await world.Scene.PersonAsync(world.Name("alice")), await world.Scene.PersonAsync(world.Name("bob")));
        var room = await Scene.RoomAsync(alice, bob);
        var records = await world.OfficerAsync("records");
        await ReadAsync(room.Value);
        await world.SearchAsync(("q", "tapir"), ("room", room.Value));
        await world.IndexedAsync();
        var found = await SearchScene.SearchAsync(records, ("kind", "access"), ("limit", "200"));
        var noted = new List<string>();
        foreach (var hit in found.Hits)
            noted.Add((await world.Scene.Office.Archive.RecordAsync(hit.Index)).Body!.Content.GetRawText());
        Assert.Contains(noted, n => n.Contains("tapir", StringComparison.Ordinal));
        Assert.Contains(noted, n => n.Contains("\"room\":\"" + room.Value, StringComparison.Ordinal) && !n.Contains("tapir", StringComparison.Ordinal));
        Assert.Empty(await world.FindAsync(("kind", "access")));
        Assert.Empty((await SearchScene.SearchAsync(records, ("q", "tapir"))).Hits);
    }

    private Task<ConversationView> ReadAsync(string room, params (string Name, string Value)[] parameters) =>
        world.Reviewer.Archive.ConversationAsync(room, parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)));

    private static string Text(JsonElement record, string name) => record.GetProperty(name).GetString()!;
}
