using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>A provider that lies about its people's events in a room that acme orders (spec 06).</summary>
[Collection(HostileWorld.Name)]
public sealed class HostileGuestTests(PeerWorld world) : HostileCase(world)
{
    private readonly Lock gate = new();
    private readonly List<FederatedEvent> fannedOut = [];

    [Fact]
    public async Task HonestEvent_IsTakenOnce_HoweverOftenItComes()
    {
        var (_, hers, room) = await HostAsync();
        var said = Peer.Say(room, "once");
        var first = Forged.Pack(said, said, said);
        Assert.Equal(["2.0.0", "2.0.0", "2.0.0"], await Peer.CodesAsync("submit", first));
        Assert.Equal(["2.0.0", "2.0.0", "2.0.0"], await Peer.CodesAsync("submit", first));
        Assert.Equal(["2.0.0"], await Peer.CodesAsync("submit", said));
        Assert.Equal(["5.5.2"], await Peer.CodesAsync("submit", Forged.Pack(Peer.Say(room, "x")) with { Transaction = first.Transaction }));
        await GoesOnAsync(room, hers, "once");
    }

    [Fact]
    public async Task FalseEvent_IsRefused_AndNobodyGetsIt()
    {
        var (alice, hers, room) = await HostAsync();
        using var stranger = SigningKey.Create(KeyPurposes.Event);
        var said = Peer.Say(room, "false");
        var (header, body) = (said.Event.Header, said.Event.Body!);
        var place = new HubEntry(1, EventIdentity.NoPrevious, FakePeer.Ago(0));
        var handOver = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["accepted"] = "x", ["hub"] = "initech.example", ["kind"] = "group" });
        var nothing = JsonSerializer.SerializeToElement(new object());
        (string Lie, Forged Event, string Code)[] lies =
        [
            ("an id that is not the header's", said with { Event = said.Event with { Id = Peer.Say(room, "z").Id } }, "5.5.0"),
            ("another body", said with { Event = said.Event with { Body = body with { Content = Actor.Words("altered") } } }, "5.5.0"),
            ("no body", said with { Event = said.Event with { Body = null } }, "5.5.0"),
            ("content of no known form", Peer.Write(room, HostilePeer.User("mallory"), EventTypes.Message, nothing), "5.5.0"),
            ("a place", said with { Event = said.Event with { Hub = place } }, "5.5.0"),
            ("to be kept until before it was written", Peer.Sign(header with { Retention = new EventRetention("a", MinUntil: FakePeer.Ago(600)) }, body), "5.5.0"),
            ("to be kept for longer than it may be", Peer.Sign(header with { Retention = new EventRetention("a", "2040-01-01T00:00:00.000Z", "2039-01-01T00:00:00.000Z") }, body), "5.5.0"),
            ("a class in capitals", Peer.Sign(header with { Retention = new EventRetention("A") }, body), "5.5.0"),
            ("a basis of two lines and a bell", Peer.Sign(header with { Retention = new EventRetention("a", Basis: "x\n\a") }, body), "5.5.0"),
            ("a membership that is to be kept", Retained(Peer.Member(room, HostilePeer.User("mallory"), "leave")), "5.5.0"),
            ("created in ten minutes", Peer.Sign(header with { Created = FakePeer.Ago(-600) }, body), "5.5.0"),
            ("a key that nobody knows", Peer.Sign(header with { Created = FakePeer.Ago(5) }, body, stranger), "5.5.1"),
            ("a key of purpose hub", Peer.Sign(header with { Created = FakePeer.Ago(2) }, body, Peer.HubKey), "5.5.1"),
            ("the signature of another event", Peer.Sign(header with { Created = FakePeer.Ago(3) }, body) with { Origin = said.Origin }, "5.5.1"),
            ("a proof for another index", Indexed(Peer.Sign(header with { Created = FakePeer.Ago(4) }, body)), "5.5.1"),
            ("an event of globex", Peer.Sign(header with { Origin = TwoProviders.GlobexName }, body), "5.1.0"),
            ("one of ours as the sender", Peer.Sign(header with { Sender = alice.User }, body), "5.1.0"),
            ("an event of ours", Peer.Sign(header with { Sender = alice.User, Origin = TwoProviders.AcmeName }, body), "5.1.0"),
            ("a personal persona", Peer.Sign(header with { Persona = "personal" }, body), "5.3.0"),
            ("somebody who is not in the room", Peer.Say(room, "x", "eve"), "5.5.4"),
            ("a room that is not there", Peer.Say(RoomId.Of(TwoProviders.AcmeName, Guid.CreateVersion7()), "x"), "5.5.4"),
            ("a room of globex", Peer.Say(RoomId.Of(TwoProviders.GlobexName, Guid.CreateVersion7()), "x"), "5.5.4"),
            ("a room to itself", Peer.Write(room, HostilePeer.User("mallory"), EventTypes.Room, nothing, handOver), "5.1.0"),
            ("somebody added by a member", Peer.Member(room, HostilePeer.User("eve"), "join"), "5.1.0"),
            ("somebody removed by a member", Peer.Member(room, alice.User, "remove"), "5.1.0"),
            ("a notice", Peer.Write(room, HostilePeer.User("mallory"), EventTypes.Notice, nothing), "5.1.0"),
        ];
        foreach (var (lie, forged, code) in lies)
            Assert.Equal((lie, code), (lie, Assert.Single(await Peer.CodesAsync("submit", forged))));
        var packed = Forged.Pack(said);
        foreach (var batch in new[] { -1, 1, int.MaxValue })
            Assert.Equal(["5.5.0"], await Peer.CodesAsync("submit", packed with { Events = [packed.Events[0] with { Signature = new BatchProof(batch, 0, []) }] }));
        await GoesOnAsync(room, hers);
    }

    private Forged Retained(Forged forged) => Peer.Sign(forged.Event.Header with { Retention = new EventRetention("a", MinUntil: "2040-01-01T00:00:00.000Z") }, forged.Event.Body);

    [Theory]
    [InlineData("expired")]
    [InlineData("revoked")]
    [InlineData("announced")]
    public async Task KeyThatIsNotInUse_ProvesNothing_WhateverCreatedSays(string why)
    {
        var (_, hers, room) = await HostAsync();
        using var key = SigningKey.Create(KeyPurposes.Event);
        var jwk = key.PublicJwk(FakePeer.Ago(why == "announced" ? -60 : 600)) with { NotAfter = why == "expired" ? FakePeer.Ago(60) : null, Revoked = why == "revoked" ? FakePeer.Ago(60) : null };
        var said = Peer.Say(room, "old key");
        await World.WithKeysAsync([jwk], async () =>
            Assert.Equal(["5.5.1"], await Peer.CodesAsync("submit", Peer.Sign(said.Event.Header with { Created = FakePeer.Ago(300) }, said.Event.Body, key))));
        await GoesOnAsync(room, hers);
    }

    [Fact]
    public async Task FiftyEvents_OfWhichThreeAreFalse_AreTakenInOrder()
    {
        var (_, hers, room) = await HostAsync();
        using var stranger = SigningKey.Create(KeyPurposes.Event);
        bool False(int i) => i is 0 or 20 or 49;
        var all = Enumerable.Range(0, 50).Select(i => Peer.Say(room, $"{i}")).Select((f, i) => False(i) ? Peer.Sign(f.Event.Header, f.Event.Body, stranger) : f).ToArray();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => False(i) ? "5.5.1" : "2.0.0"), await Peer.CodesAsync("submit", all));
        string[] expected = [.. Enumerable.Range(0, 50).Where(i => !False(i)).Select(i => $"{i}")];
        await hers.UntilCountAsync(expected.Length);
        await GoesOnAsync(room, hers, expected);
        Assert.Equal(["5.5.0"], await Peer.CodesAsync("submit", [.. Enumerable.Range(0, 51).Select(i => Peer.Say(room, $"{i}"))]));
        var (status, answer) = await Peer.PostAsync("submit", new byte[1024 * 1024 + 1]);
        Assert.Equal((413, "5.5.5"), (status, answer.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task History_IsGiven_FromTheJoinToTheLeaving()
    {
        var (alice, hers, room) = await HostAsync();
        await alice.SayAsync(room, "heard");
        var path = $"rooms/{room.Uuid:D}";
        var joined = (await Peer.GetAsync($"{path}/state?before={(await JoinedAsync()).Hub!.Seq}")).Body;
        Assert.Equal(room.Value, joined.GetProperty("room").GetString());
        foreach (var hidden in new[] { "events?after=0", "state?before=1" })
            Assert.Equal("5.5.4", (await Peer.GetAsync($"{path}/{hidden}")).Body.GetProperty("code").GetString());
        Assert.Equal("5.5.4", (await Peer.GetAsync($"rooms/{Guid.CreateVersion7():D}/events?after=0")).Body.GetProperty("code").GetString());
        await hers.UntilTextAsync("heard");
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Membership(room, HostilePeer.User("mallory"), "remove"))).Code);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "not for you")).Code);
        var after = (await JoinedAsync()).Hub!.Seq - 1;
        var given = (await Peer.GetAsync($"{path}/events?after={after}")).Body.GetProperty("events").EnumerateArray().ToArray();
        Assert.Equal(["membership", "message", "membership"], given.Select(e => e.GetProperty("header").GetProperty("type").GetString()));
        Assert.Equal("5.5.4", (await Peer.GetAsync($"{path}/events?after={after + given.Length}")).Body.GetProperty("code").GetString());
        Assert.Equal(["5.5.4"], await Peer.CodesAsync("submit", Peer.Say(room, "still here")));
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "goes on")).Code);
        await World.AuditAsync();
    }

    [Fact]
    public async Task Peer_IsToldNoMoreOfAPerson_ThanNameAndPersona()
    {
        var (alice, _, room) = await HostAsync();
        await Acme.SetHoursAsync(alice, "Pacific/Auckland", new Interop.Protocol.AdminApi.WeeklyHours(["mon"], "09:00", "17:00"));
        var profile = (await Peer.GetAsync($"users/{alice.User.Local}?requester={Uri.EscapeDataString(HostilePeer.User("mallory").Value)}")).Body;
        Assert.Equal(["consent", "displayName", "persona", "user"], profile.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal));
        var state = (await Peer.GetAsync($"rooms/{room.Uuid:D}/state?before={(await JoinedAsync()).Hub!.Seq}")).Body;
        var hers = state.GetProperty("participants").EnumerateArray().Single(p => p.GetProperty("user").GetString() == alice.User.Value);
        Assert.Equal(["displayName", "persona", "role", "user"], hers.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal));
        var given = (await Peer.GetAsync($"rooms/{room.Uuid:D}/events?after={(await JoinedAsync()).Hub!.Seq - 1}")).Body;
        foreach (var answer in new[] { profile, state, given })
            Assert.DoesNotContain("Auckland", answer.GetRawText(), StringComparison.OrdinalIgnoreCase);
        foreach (var answer in new[] { profile, state, given })
            Assert.DoesNotContain("09:00", answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswersThatAreGarbage_LoseNothing_AndKeepTheOrder()
    {
        var (alice, _, room) = await HostAsync();
        await JoinedAsync();
        var honest = Peer.Reply;
        var tries = 0;
        Peer.Reply = (path, body) => path != "fanout" || Interlocked.Increment(ref tries) > 7 ? honest(path, body) : (tries % 7) switch
        {
            0 => (500, []),
            1 => (200, "[1,"u8.ToArray()),
            2 => (200, "{}"u8.ToArray()),
            3 => (200, JsonSerializer.SerializeToUtf8Bytes(new SubmitResponse(TransactionId.Create(TimeProvider.System), []), OcipJson.Default.SubmitResponse)),
            4 => (200, Answers(body, "")),
            5 => (200, Answers(body, "9.9.9")),
            _ => (200, Answers(body, "4.3.0")),
        };
        for (var i = 0; i < 10; i++)
            Assert.Equal("2.0.0", (await alice.SayAsync(room, $"{i}")).Code);
        for (var i = 0; i < 1200 && Texts(room).Length < 10; i++)
            await Pause.Ms(100);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), Texts(room));
        Assert.True(tries > 7);
    }

    [Fact]
    public async Task JoinThatThePeerRefuses_IsTakenBack()
    {
        var (alice, hers, room) = await HostAsync();
        await JoinedAsync();
        var honest = Peer.Reply;
        Peer.Reply = (path, body) => path == "fanout" && System.Text.Encoding.UTF8.GetString(body).Contains("/u/ghost", StringComparison.Ordinal) ? (200, Answers(body, "5.5.4")) : honest(path, body);
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Membership(room, HostilePeer.User("ghost"), "join"))).Code);
        await hers.UntilAsync(s => s.Events[^1].Header.State is { } state && state.GetProperty("membership").GetString() == "remove", "the removal");
        Assert.DoesNotContain((await alice.Client.RoomAsync(room)).Participants, p => p.User == HostilePeer.User("ghost"));
        await GoesOnAsync(room, hers);
    }

    private static Forged Indexed(Forged forged) => forged with { Event = forged.Event with { Signature = new BatchProof(0, 1, []) } };

    private static byte[] Answers(byte[] body, string code)
    {
        var asked = JsonSerializer.Deserialize(body, OcipJson.Default.FederationTransaction)!;
        return JsonSerializer.SerializeToUtf8Bytes(new SubmitResponse(asked.Transaction, [.. asked.Events.Select(e => new SubmitResult { Code = code, Event = e.Id })]), OcipJson.Default.SubmitResponse);
    }

    /// <summary>A room of acme with mallory, a member, in it.</summary>
    private async Task<(Actor Alice, RecordedStream Hers, RoomId Room)> HostAsync()
    {
        Peer.Reply = Answer;
        var alice = await Acme.PersonAsync(Fresh("alice"));
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [HostilePeer.User("mallory")], "Host"))).Room;
        return (alice, alice.Listen(), room);
    }

    private async Task<FederatedEvent> JoinedAsync()
    {
        for (var i = 0; i < 300; i++)
        {
            lock (gate)
            {
                if (fannedOut.Find(e => e.Header.Type == EventTypes.Membership) is { } join)
                    return join;
            }
            await Pause.Ms(50);
        }
        throw new TimeoutException($"the join was not fanned out; the server printed:\n{Acme.Server.Output}");
    }

    private string[] Texts(RoomId room)
    {
        lock (gate)
        {
            return [.. fannedOut.Where(e => e.Header.Type == EventTypes.Message && e.Header.Room == room).DistinctBy(e => e.Id).OrderBy(e => fannedOut.IndexOf(e))
                .Select(e => Interop.Protocol.Content.MessageText.PlainOf(e.Body!.Content.Deserialize(OcipJson.Default.MessageContent)!)!)];
        }
    }

    private (int Status, byte[] Body) Answer(string path, byte[] body)
    {
        if (path.StartsWith("users/", StringComparison.Ordinal))
            return (200, JsonSerializer.SerializeToUtf8Bytes(new UserProfile(HostilePeer.User(path["users/".Length..]), "Mallory", "work", "notNeeded"), OcipJson.Default.UserProfile));
        if (path != "fanout")
            return (path == "report" ? 204 : 404, []);
        lock (gate)
            fannedOut.AddRange(JsonSerializer.Deserialize(body, OcipJson.Default.FederationTransaction)!.Events);
        return (200, Answers(body, "2.0.0"));
    }

    /// <summary>The next honest message of the guest is taken and heard, and nothing else was.</summary>
    private async Task GoesOnAsync(RoomId room, RecordedStream hers, params string[] before)
    {
        Assert.Equal(["2.0.0"], await Peer.CodesAsync("submit", Peer.Say(room, "goes on")));
        await hers.UntilTextAsync("goes on");
        Assert.Equal([.. before, "goes on"], hers.Texts);
        Assert.Empty(hers.Faults);
        await World.AuditAsync();
    }
}
