using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.FederationApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>An information barrier between two organisations' people who are in one room with others.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class WithheldBodiesTests
{
    [Fact]
    public async Task WhatNoneOfAPeersPeopleMayHave_GoesWithoutItsBody()
    {
        await using var two = await TwoProviders.OpenAsync();
        var (alice, carol, bob) = (await two.Acme.PersonAsync("alice"), await two.Acme.PersonAsync("carol"), await two.Globex.PersonAsync("bob"));
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [carol.User, bob.User], "Deal"))).Room;
        await using var his = bob.Listen();
        await carol.SayAsync(room, "before");
        await his.UntilTextAsync("before");

        await two.Acme.Admin.SetGroupAsync("research", new GroupRequest([alice.User]));
        await two.Acme.Admin.SetGroupAsync("rivals", new GroupRequest([bob.User]));
        await two.Acme.BarrierAsync("wall", "research", "rivals");
        await using var hers = carol.Listen();
        var secret = await alice.SayAsync(room, "a secret");
        Assert.Equal(("2.1.3", "5.1.2"), (secret.Code, Assert.Single(secret.Recipients!).Code));
        await hers.UntilTextAsync("a secret");
        await carol.SayAsync(room, "after");
        await his.UntilTextAsync("after");

        Assert.DoesNotContain("a secret", his.Texts);
        var there = Assert.Single((await two.Globex.AuditAsync()).OfKind("event"), r => r.Record.GetProperty("event").GetString() == secret.Event!.Value.Value);
        Assert.Null(there.Body);
        Assert.Contains("a secret", (await two.Acme.AuditAsync()).Texts);

        // At the doors: nobody is asked about him on her behalf, nor he for consent; nobody brings her to him, whoever orders the room.
        Assert.Equal("5.1.2", (await Assert.ThrowsAsync<OcipProblemException>(() => Scene.RoomAsync(alice, bob))).Problem.Code);
        using var hers2 = new JsonCalls(two.Acme.Server.Address, alice.Token);
        var step = JsonSerializer.Serialize(new ConsentMessage { Requester = alice.User, Target = bob.User, Operation = ConsentMessage.Request, At = Peers.FakePeer.Ago(0) }, OcipJson.Default.ConsentMessage);
        Assert.Equal("5.1.2", await hers2.RefusedAsync("POST client/consents", step));
        var with = (await carol.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Other deal"))).Room;
        Assert.Equal("5.1.2", (await carol.SubmitAsync(Actor.Membership(with, alice.User, "join"))).Code);
        var theirs = (await bob.Client.CreateRoomAsync(new CreateRoomRequest("group", [carol.User], "Their deal"))).Room;
        // Their hub knows nothing of it; here she is not brought in.
        await bob.SubmitAsync(Actor.Membership(theirs, alice.User, "join"));
        await bob.SayAsync(theirs, "where is alice?");
        await hers.UntilTextAsync("where is alice?");
        Assert.DoesNotContain(await alice.Client.RoomsAsync(), r => r.Room == theirs);
    }
}
