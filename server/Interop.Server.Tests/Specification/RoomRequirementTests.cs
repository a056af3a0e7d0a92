using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>Events, room policy and stays (spec 04, 05), over the wire.</summary>
[Collection(RealServerTests.Name)]
public sealed class RoomRequirementTests(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    [Fact]
    public async Task Header_IsWrittenByTheProvider()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var said = await alice.SayAsync(room, "hello");

        var header = (await scene.Office.Archive.RecordAsync(said.Index!.Value)).Record.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!;

        Assert.Equal((alice.User, ServerProcess.Provider, "work", null), (header.Sender, header.Origin, header.Persona, header.Network));
        Assert.InRange(WireTime.Parse(header.Created), before, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Relation_IsToAnAcceptedEventOfTheRoom_AnEditToTheOriginal_ByItsSender()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var (room, other) = (await Scene.RoomAsync(alice, bob), await Scene.RoomAsync(alice, carol));
        var said = (await alice.SayAsync(room, "hello")).Event!.Value;
        var elsewhere = (await alice.SayAsync(other, "hello")).Event!.Value;
        var edit = await alice.SubmitAsync(Actor.Edit(room, said, "hallo"));
        Assert.Equal("2.0.0", edit.Code);

        Assert.Equal("5.5.4", (await alice.SubmitAsync(Actor.Edit(room, elsewhere, "!"))).Code);
        Assert.Equal("5.5.4", (await alice.SubmitAsync(Reply(room, elsewhere))).Code);
        Assert.Equal("5.5.0", (await alice.SubmitAsync(Actor.Edit(room, edit.Event!.Value, "!"))).Code);
        Assert.Equal("5.1.0", (await bob.SubmitAsync(Actor.Edit(room, said, "!"))).Code);
        Assert.Equal("5.1.0", (await bob.SubmitAsync(Actor.Retraction(room, said))).Code);
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Edit(room, said, "servus"))).Code);
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Retraction(room, said))).Code);
        Assert.Equal("5.1.0", (await alice.SubmitAsync(Actor.Edit(room, said, "!"))).Code);
    }

    [Fact]
    public async Task EditInTheTransactionOfTheRetraction_IsRefused()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var said = (await alice.SayAsync(room, "hello")).Event!.Value;
        var answer = await alice.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [Actor.Retraction(room, said), Actor.Edit(room, said, "!")]));
        Assert.Equal(["2.0.0", "5.1.0"], answer.Results.Select(r => r.Code));
    }

    [Fact]
    public async Task UnknownType_IsArchivedAndDelivered()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var stream = bob.Listen();
        var content = JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["question"] = "Tuesday?" });

        var sent = await alice.SubmitAsync(new EventDraft { Room = room, Type = "com.example.poll", Content = content });

        Assert.Equal("2.0.0", sent.Code);
        await stream.UntilAsync(s => s.Events.Any(e => e.Id == sent.Event), "the poll");
        Assert.Equal("Tuesday?", (await scene.Office.Archive.RecordAsync(sent.Index!.Value)).Body!.Content.GetProperty("question").GetString());
    }

    [Fact]
    public async Task Policy_RefusesWhatTheTableDoesNotAllow()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var dora = await scene.PersonAsync("dora" + suffix);
        var room = await Scene.RoomAsync(alice, bob, carol);
        var direct = await Scene.RoomAsync(alice, bob);

        Assert.Equal("5.1.0", (await bob.SubmitAsync(Actor.Membership(room, dora.User, "join"))).Code);
        Assert.Equal("5.1.0", (await alice.SubmitAsync(Actor.Membership(room, bob.User, "join"))).Code);
        Assert.Equal("5.1.0", (await bob.SubmitAsync(Actor.Membership(room, carol.User, "remove"))).Code);
        Assert.Equal("5.1.0", (await alice.SubmitAsync(Actor.Membership(room, carol.User, "leave"))).Code);
        Assert.Equal("5.1.0", (await alice.SubmitAsync(Actor.Membership(room, dora.User, "remove"))).Code);
        Assert.Equal("5.1.0", (await alice.SubmitAsync(Actor.Membership(direct, dora.User, "join"))).Code);
        Assert.Equal("5.1.0", (await bob.SubmitAsync(Rename(room, "group", "Mine"))).Code);
        Assert.Equal("5.1.0", (await alice.SubmitAsync(Rename(room, "direct", "Other kind"))).Code);
        Assert.Equal("5.1.0", (await alice.SubmitAsync(new EventDraft { Room = room, Type = EventTypes.Supervision, Content = Empty() })).Code);
        Assert.Equal("5.5.4", (await dora.SayAsync(room, "hello?")).Code);
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Rename(room, "group", "Ours"))).Code);
        Assert.Equal("Ours", (await bob.Client.RoomAsync(room)).Name);
    }

    [Fact]
    public async Task Stay_HasItsJoiningAndLeaving_AndNothingOutside()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Project"))).Room;
        var stream = carol.Listen();

        await alice.SayAsync(room, "before");
        // In one transaction: the message is judged when the joining is in force.
        await alice.Client.SubmitAsync(new SubmitRequest(Actor.NewTransaction(), [Actor.Membership(room, carol.User, "join"), Actor.Message(room, "welcome")]));
        Assert.Equal("2.0.0", (await carol.SubmitAsync(Actor.Membership(room, carol.User, "leave"))).Code);
        await alice.SayAsync(room, "between");
        await alice.SubmitAsync(Actor.Membership(room, carol.User, "join"));
        await alice.SayAsync(room, "again");

        await stream.UntilTextAsync("again");
        Assert.Equal(["membership", "message", "membership", "membership", "message"], stream.Events.Select(e => e.Header.Type));
        Assert.Equal(["welcome", "again"], stream.Texts);
        Assert.Equal(stream.Events.Select(e => e.Id), (await carol.Client.HistoryAsync(room)).Items.Select(i => i.Event!.Id));
    }

    [Fact]
    public async Task Refusal_IsARecordWithItsCode_AndGetsNoPlaceInTheRoom()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var stream = alice.Listen();
        var said = await alice.SayAsync(room, "hello");
        var refused = await bob.SubmitAsync(Actor.Retraction(room, said.Event!.Value));
        var next = await alice.SayAsync(room, "still here");

        Assert.Equal(("5.1.0", null), (refused.Code, refused.Seq));
        var record = await scene.Office.Archive.RecordAsync(refused.Index!.Value);
        Assert.Equal(("refusal", "5.1.0"), (record.Record.GetProperty("kind").GetString(), record.Record.GetProperty("decision").GetProperty("code").GetString()));
        Assert.False(record.Record.TryGetProperty("hub", out _));
        Assert.Equal("notKept", record.BodyAbsent);
        Assert.Equal(said.Seq + 1, next.Seq);
        await stream.UntilTextAsync("still here");
        Assert.DoesNotContain(stream.Events, e => e.Id == refused.Event);
    }

    [Fact]
    public async Task Retraction_NamesWhoseHoldItEnded()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob, carol);
        await scene.CloseAsync(carol);
        var said = await alice.SayAsync(room, "slip of the tongue");
        var retraction = await alice.SubmitAsync(Actor.Retraction(room, said.Event!.Value));

        var recipient = Assert.Single((await scene.Office.Archive.RecordAsync(retraction.Index!.Value)).Record.GetProperty("decision").GetProperty("recipients").EnumerateArray());
        Assert.Equal((carol.User.Value, true), (recipient.GetProperty("user").GetString(), recipient.GetProperty("cancels").GetBoolean()));
    }

    [Fact]
    public async Task TransactionFromTheFuture_IsRefused()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var message = Actor.Message(await Scene.RoomAsync(alice, bob), "hello");
        var ahead = TransactionId.Parse(Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddMinutes(6)).ToString("D"));
        var refused = await Assert.ThrowsAsync<OcipProblemException>(() => alice.Client.SubmitAsync(new SubmitRequest(ahead, [message])));
        Assert.Equal("5.5.0", refused.Problem.Code);
    }

    [Fact]
    public async Task UserName_IsGivenOnce()
    {
        await scene.PersonAsync("alice" + suffix);
        var taken = await Assert.ThrowsAsync<OcipProblemException>(() => scene.Admin.CreateAccountAsync(
            new AccountRequest("another" + suffix, "Another", [new PersonaRequest("work", "alice" + suffix)])));
        Assert.Equal("5.5.2", taken.Problem.Code);
    }

    [Fact]
    public async Task Detail_QuotesNoContent()
    {
        const string secret = "kumquat";
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var said = (await alice.SayAsync(room, secret)).Event!.Value;
        var message = Actor.Message(room, secret);
        var odd = JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { [secret] = secret });

        EventDraft[] drafts =
        [
            message with { Content = odd }, message with { Content = Actor.Words(secret + "\u0007") }, message with { State = odd },
            message with { Created = "2999-01-01T00:00:00.000Z" }, message with { Labels = [secret, secret] }, message with { Relates = new Relation(secret, said) },
        ];
        foreach (var draft in drafts)
            Assert.DoesNotContain(secret, (await alice.SubmitAsync(draft)).Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, (await carol.SubmitAsync(message)).Detail, StringComparison.Ordinal);
    }

    private static JsonElement Empty() => JsonSerializer.SerializeToElement(new object());

    private static EventDraft Reply(RoomId room, EventId to) => Actor.Message(room, "yes") with { Relates = new Relation(Relation.InReplyTo, to) };

    private static EventDraft Rename(RoomId room, string kind, string name) => new()
    {
        Room = room, Type = EventTypes.Room,
        State = JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = kind }),
        Content = JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name }),
    };
}
