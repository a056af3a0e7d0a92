using System.Text.Json.Nodes;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Personal;

/// <summary>Rooms of personal personas: declared as not archived, delivered, and apart from work (spec 5.7, 10.1).</summary>
[Collection(RealServerTests.Name)]
public sealed class PersonalRoomStories(RealServer server) : IAsyncLifetime
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();
    private HomePersona ann = null!;
    private HomePersona ben = null!;
    private HomePersona cat = null!;

    public async Task InitializeAsync() => (ann, ben, cat) = (await HomePersona.MakeAsync(scene, "ann" + suffix), await HomePersona.MakeAsync(scene, "ben" + suffix), await HomePersona.MakeAsync(scene, "cat" + suffix));

    public Task DisposeAsync()
    {
        foreach (var person in new[] { ann, ben, cat })
            person.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task ARoom_SaysThatNothingIsArchived_AndPassesOn_WithoutReceipts()
    {
        var before = await SizeAsync();
        var room = await ann.RoomAsync("group", "Hiking", ben);
        Assert.Equal("2.0.4", await ann.SayAsync(room, "Sunday?"));
        var items = await ben.WaitingAsync();
        Assert.Equal(["room", "membership", "membership", "message"], items.Select(i => i!["event"]!["header"]!["type"]!.GetValue<string>()));
        Assert.All(items, i => Assert.Equal(("personal", true, true), (i!["kind"]!.GetValue<string>(), i["receipt"] is null, i["proof"] is null)));
        Assert.False(items[0]!["event"]!["header"]!["state"]!["archived"]!.GetValue<bool>());
        Assert.Equal("personal", items[3]!["event"]!["header"]!["persona"]!.GetValue<string>());
        var view = await ben.AtHome.CallAsync($"GET client/rooms/{room.Uuid:D}");
        Assert.Equal((false, "Hiking", true), (view!["archived"]!.GetValue<bool>(), view["name"]!.GetValue<string>(), view["supervision"] is null));
        Assert.Single((await ben.AtHome.CallAsync("GET client/rooms"))!["rooms"]!.AsArray());
        Assert.Empty((await ben.AtHome.CallAsync($"GET client/rooms/{room.Uuid:D}/events"))!["items"]!.AsArray());

        await ben.AcknowledgeAsync();
        Assert.Empty(await ben.WaitingAsync(null));
        Assert.Empty(await ben.WaitingAsync());
        Assert.Equal(["Sunday?"], await ann.TextsAsync());
        Assert.Equal(before, await SizeAsync());
        Assert.Equal("5.5.4", await cat.AtHome.RefusedAsync($"GET client/rooms/{room.Uuid:D}"));
    }

    [Fact]
    public async Task DirectRoom_OfTwo_IsOne_AndGroupsChange()
    {
        var rooms = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => n % 2 == 0 ? ann.RoomAsync("direct", null, ben) : ben.RoomAsync("direct", null, ann)));
        Assert.Single(rooms.Distinct());
        var group = await ann.RoomAsync("group", "Walks", ben);
        Assert.Equal("2.0.4", await ChangeAsync(ann, group, cat.Home, "join"));
        Assert.Equal("5.1.0", await ChangeAsync(ben, group, cat.Home, "remove"));
        Assert.Equal("2.0.4", await ChangeAsync(ben, group, ben.Home, "leave"));
        Assert.Equal("5.5.4", await ben.SayAsync(group, "still here?"));
        Assert.Equal("2.0.4", await ann.SayAsync(group, "to cat"));
        Assert.Equal(["to cat"], await cat.TextsAsync());
        Assert.Equal("5.5.0", Code(await HomePersona.SubmitAsync(ann.AtHome, HomePersona.Draft(group, EventTypes.Room, """{"name":"x"}""", """{"kind":"group","archived":true}"""))));
    }

    [Fact]
    public async Task WhatIsRetractedWhileItWaits_IsNotDelivered()
    {
        var room = await ann.RoomAsync("group", "Walks", ben);
        var sent = EventId.Parse((await HomePersona.SubmitAsync(ann.AtHome, Actor.Message(room, "slip")))["event"]!.GetValue<string>());
        Assert.Equal("5.1.0", Code(await HomePersona.SubmitAsync(ben.AtHome, Actor.Retraction(room, sent))));
        Assert.Equal("2.0.4", Code(await HomePersona.SubmitAsync(ann.AtHome, Actor.Edit(room, sent, "slip of the tongue"))));
        Assert.Equal("2.0.4", Code(await HomePersona.SubmitAsync(ann.AtHome, Actor.Retraction(room, sent))));
        await ann.SayAsync(room, "meant");
        Assert.Equal(["meant"], await ben.TextsAsync());
    }

    [Fact]
    public async Task AcrossPersonas_AllIsRefused_AndCountedAlone()
    {
        var personal = await ann.RoomAsync("group", "Home", ben);
        var work = await Scene.RoomAsync(await scene.PersonAsync("dan" + suffix), await scene.PersonAsync("eve" + suffix));
        var before = (await CountAsync(), await SizeAsync());
        Assert.Equal("5.3.0", await ann.SayAsync(work, "wrong one"));
        Assert.Equal("5.3.0", Code(await HomePersona.SubmitAsync(ann.AtWork, Actor.Message(personal, "wrong other"))));
        Assert.Equal("5.5.4", Code(await HomePersona.SubmitAsync(cat.AtWork, Actor.Message(personal, "no such room"))));
        Assert.Equal("5.3.0", await ChangeAsync(ann, personal, cat.Work, "join"));
        Assert.Equal("5.3.0", await ann.AtHome.RefusedAsync("POST client/rooms", $$"""{"kind":"direct","participants":["{{cat.Work.Value}}"]}"""));
        Assert.Equal("5.3.0", await ann.AtHome.RefusedAsync("POST client/rooms", """{"kind":"direct","participants":["ocip://globex.example/u/bob"]}"""));
        while (await CountAsync() < before.Item1 + 5)
            await Pause.Ms(10);
        Assert.Equal((before.Item1 + 5, before.Item2), (await CountAsync(), await SizeAsync()));
    }

    [Fact]
    public async Task WhoDoesNotFetch_MakesOthersWaitForNobody()
    {
        var room = await ann.RoomAsync("group", "Full", ben);
        var draft = Actor.Message(room, new string('x', 50_000));
        string code;
        do
        {
            code = Code(await HomePersona.SubmitAsync(ann.AtHome, draft));
            await ann.AcknowledgeAsync();
        }
        while (code == "2.0.4");
        Assert.Equal("2.1.3", code);
        await ben.AcknowledgeAsync();
        Assert.Equal("2.0.4", await ann.SayAsync(room, "again"));
    }

    [Fact]
    public async Task ABridge_SpeaksForNoPersonalPersona()
    {
        using var bridge = await BridgeActor.OpenAsync(scene, "net" + suffix);
        var dora = await bridge.ContactAsync("dora@example.net");
        var work = await bridge.DirectAsync(dora.User, ann.Work);
        var before = await SizeAsync();
        Assert.Equal("5.3.0", (await bridge.SubmitAsync(bridge.Draft(work, dora, "as ann") with { Sender = ann.Home })).Code);
        Assert.Equal(before, await SizeAsync());
    }

    private static async Task<string> ChangeAsync(HomePersona by, RoomId room, UserId target, string change) => Code(await HomePersona.SubmitAsync(by.AtHome, Actor.Membership(room, target, change)));

    private static string Code(JsonNode result) => result["code"]!.GetValue<string>();

    /// <summary>Records in the archive.</summary>
    private async Task<long> SizeAsync() => JsonNode.Parse(await scene.Http.GetStringAsync(new Uri("ocip/v1/health", UriKind.Relative)))!["records"]!.GetValue<long>();

    private async Task<long> CountAsync() =>
        JsonNode.Parse(await scene.Http.GetStringAsync(new Uri("ocip/v1/reports/personas", UriKind.Relative)))!["days"]!.AsArray().Sum(d => d!["count"]!.GetValue<long>());
}
