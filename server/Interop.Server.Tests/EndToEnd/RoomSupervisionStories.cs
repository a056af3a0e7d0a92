using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;
using Interop.Server.Storage;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Everyone in a room sees by whom its people are supervised, and how (spec 05).</summary>
[Collection(RealServerTests.Name)]
public sealed class RoomSupervisionStories(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    private static SupervisionRequest Declaration(string version, string mode = SupervisionModes.Archived) => new()
    {
        Mode = mode, Scope = "All chats.", Purpose = "Business records.", LegalBasis = "Commercial law.", Version = version, Texts = new(StringComparer.Ordinal) { ["en"] = "We archive." },
    };

    /// <summary>Types of a room's events in order, with the versions that those of type supervision declare.</summary>
    private static async Task<IReadOnlyList<string>> StoryOfAsync(Actor actor, RoomId room) =>
        [.. (await actor.Client.HistoryAsync(room)).Items.Select(i => i.Event!.Header).Select(h => h.Type == EventTypes.Supervision ? $"{h.Type} {string.Join(',', Declared(h).Select(d => d.Notice.Version))}" : h.Type)];

    private static SupervisionDeclaration[] Declared(EventHeader header) => header.State!.Value.GetProperty("supervision").Deserialize(OcipJson.Default.SupervisionDeclarationArray)!;

    [Fact]
    public async Task ARoom_SaysFromItsFirstEvent_HowItIsSupervised()
    {
        var (alice, bob) = (await scene.PersonAsync("alice" + suffix), await scene.UntoldAsync("bob" + suffix));
        var inForce = (await scene.Admin.SupervisionAsync()).WithoutTexts();
        var room = await Scene.RoomAsync(alice, bob);

        var view = await bob.Client.RoomAsync(room);
        Assert.Equal([inForce], view.Supervision!);
        Assert.All(view.Participants, p => Assert.Equal(ServerProcess.Provider, p.SupervisedBy));
        var headers = (await scene.AuditAsync()).OfKind("event").Select(r => r.Record.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!).Where(h => h.Room == room).ToList();
        Assert.Equal([inForce], Declared(headers[0]));
        var joins = headers.Where(h => h.Type == EventTypes.Membership).Select(h => h.State!.Value.GetProperty("supervision")).ToList();
        Assert.NotEmpty(joins);
        Assert.All(joins, j => Assert.Equal((inForce.Notice.Version, inForce.Notice.Digest), (j.GetProperty("version").GetString(), j.GetProperty("digest").GetString())));

        // Who comes later sees it too, and acknowledges before saying anything.
        var late = await scene.UntoldAsync("late" + suffix);
        var group = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Project"))).Room;
        await alice.SubmitAsync(Actor.Membership(group, late.User, "join"));
        Assert.Equal([inForce], (await late.Client.RoomAsync(group)).Supervision!);
        Assert.Equal("5.2.0", (await late.SayAsync(group, "hello")).Code);
        await late.AcknowledgeAsync();
        Assert.Equal("2.0.0", (await late.SayAsync(group, "hello")).Code);
    }

    [Fact]
    public async Task AChange_IsDeclaredBeforeTheNextEvent_OfEachRoomByItself()
    {
        await using var own = await Scene.OpenAsync();
        var (alice, bob, carol) = await own.ThreeAsync();
        var (busy, quiet) = (await Scene.RoomAsync(alice, bob), await Scene.RoomAsync(alice, carol));
        var toBob = bob.Listen();
        await own.Admin.DeclareSupervisionAsync(Declaration("2", SupervisionModes.Monitored));
        Assert.Equal("2", (await bob.Client.RoomAsync(busy)).Supervision![0].Notice.Version); // at once in the view
        await alice.AcknowledgeAsync();
        await alice.SayAsync(busy, "one");
        await alice.SayAsync(busy, "two");
        await toBob.UntilTextAsync("two");
        Assert.Equal(["supervision 2", "message", "message"], (await StoryOfAsync(bob, busy)).TakeLast(3));
        Assert.DoesNotContain(await StoryOfAsync(carol, quiet), t => t.StartsWith("supervision", StringComparison.Ordinal));

        await own.Admin.DeclareSupervisionAsync(Declaration("3"));
        await own.Admin.DeclareSupervisionAsync(Declaration("4"));
        Assert.Equal("5.2.0", (await alice.SayAsync(quiet, "refused, and declared all the same")).Code);
        Assert.Equal("supervision 4", (await StoryOfAsync(carol, quiet))[^1]);
        Assert.Empty(toBob.Faults);
        await own.AuditAsync();
    }

    [Fact]
    public async Task AChange_IsDeclaredByALaterProcessToo_AndOnce()
    {
        await using var own = await Scene.OpenAsync();
        var (alice, bob, _) = await own.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        await own.Admin.DeclareSupervisionAsync(Declaration("2"));
        await own.Server.RestartAsync();
        await alice.AcknowledgeAsync();
        await alice.SayAsync(room, "one");
        await own.Server.RestartAsync();
        await alice.SayAsync(room, "two");
        Assert.Equal(["supervision 2", "message", "message"], (await StoryOfAsync(bob, room)).TakeLast(3));
        await own.AuditAsync();
    }

    [Fact]
    public async Task AChange_WhilePoliciesCannotAnswer_IsStillDeclaredFirst_AndOnce()
    {
        string[] queue = ["--failure-policy", "queue"];
        await using var own = await Scene.OpenAsync(queue);
        var (alice, bob, _) = await own.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        await own.Admin.DeclareSupervisionAsync(Declaration("2"));
        await alice.AcknowledgeAsync();
        await own.Server.RestartAsync([.. queue, "--fault", FaultPoints.PolicyUnavailable]);
        Assert.Equal("2.1.0", (await alice.SayAsync(room, "one")).Code);
        Assert.Equal("2.1.0", (await alice.SayAsync(room, "two")).Code);
        var toBob = bob.Listen();
        await own.Server.RestartAsync(queue);
        await toBob.UntilTextAsync("two");
        Assert.Equal(["supervision 2", "message", "message"], (await StoryOfAsync(bob, room)).TakeLast(3));
        await own.AuditAsync();
    }

    [Fact]
    public async Task OnlyTheProvider_StatesSupervision()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob, carol);
        var nothing = JsonSerializer.SerializeToElement(new object());
        var declared = JsonSerializer.SerializeToElement(
            new Dictionary<string, object>(StringComparer.Ordinal) { ["kind"] = "group", ["supervision"] = JsonSerializer.SerializeToElement([(await scene.Admin.SupervisionAsync()).WithoutTexts()], OcipJson.Default.SupervisionDeclarationArray) });
        Assert.Equal("5.1.0", (await alice.SubmitAsync(new EventDraft { Room = room, Type = EventTypes.Room, State = declared, Content = nothing })).Code);
        var leave = Actor.Membership(room, alice.User, "leave");
        var told = JsonSerializer.SerializeToElement(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["target"] = alice.User.Value, ["membership"] = "leave", ["supervision"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = "1", ["digest"] = EventIdentity.NoPrevious },
        });
        Assert.Equal("5.1.0", (await alice.SubmitAsync(leave with { State = told })).Code);
        var state = JsonSerializer.SerializeToElement(new Dictionary<string, object>(StringComparer.Ordinal) { ["supervision"] = declared.GetProperty("supervision") });
        Assert.Equal("5.1.0", (await alice.SubmitAsync(new EventDraft { Room = room, Type = EventTypes.Supervision, State = state, Content = nothing })).Code);
        Assert.Equal("5.1.0", (await alice.SubmitAsync(new EventDraft { Room = room, Type = EventTypes.Supervision, Content = nothing })).Code);
    }

    [Fact]
    public async Task PeopleOfAnotherOrganisation_BringTheirs()
    {
        await using var two = await TwoProviders.OpenAsync();
        await two.Globex.Admin.DeclareSupervisionAsync(Declaration("globex-1", SupervisionModes.PostReview));
        var (alice, bob) = (await two.Acme.PersonAsync("alice"), await two.Globex.PersonAsync("bob"));
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Deal"))).Room;
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "hello")).Code);

        var view = await alice.Client.RoomAsync(room);
        Assert.Equal([TwoProviders.AcmeName, TwoProviders.GlobexName], view.Supervision!.Select(s => s.By).OrderBy(by => by.Value, StringComparer.Ordinal));
        Assert.Equal(TwoProviders.GlobexName, view.Participants.Single(p => p.User == bob.User).SupervisedBy);
        Assert.Contains("supervision globex-1", await StoryOfAsync(alice, room));
        var toBob = bob.Listen();
        await toBob.UntilTextAsync("hello");
        Assert.Equal([TwoProviders.AcmeName, TwoProviders.GlobexName], (await bob.Client.RoomAsync(room)).Supervision!.Select(s => s.By).OrderBy(by => by.Value, StringComparer.Ordinal));
        Assert.Equal('2', (await bob.SayAsync(room, "hello from Globex")).Code[0]);
    }
}
