using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Events;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Media;

/// <summary>A file belongs to its event: what was decided for the event and a recipient holds for the file too (spec 15.4).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class MediaOfEventsTests(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    [Fact]
    public async Task HeldForHours_IsNotGiven_UntilTheRelease()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob, carol);
        await scene.CloseAsync(carol);
        var toCarol = carol.Listen();
        var octets = Attached.Picture();
        var (media, sent) = await Attached.SendAsync(alice, room, octets, "held");
        Assert.Equal([(carol.User, "2.1.1")], sent.Recipients!.Select(r => (r.User, r.Code)));
        Assert.Equal(octets, (await Attached.GetAsync(bob, media.Digest)).Octets);
        Assert.Equal("5.5.4", (await Attached.GetAsync(carol, media.Digest)).Code);
        await scene.OpenAsync(carol);
        await toCarol.UntilAsync(s => s.Events.Any(e => e.Id == sent.Event), "the release");
        Assert.Equal(octets, (await Attached.GetAsync(carol, media.Digest)).Octets);
    }

    [Fact]
    public async Task BehindABarrier_IsNotGiven_NorByGuessingTheDigest()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob, carol);
        await scene.Admin.SetGroupAsync("mone" + suffix, new GroupRequest([alice.User]));
        await scene.Admin.SetGroupAsync("mother" + suffix, new GroupRequest([bob.User]));
        await scene.BarrierAsync("mwall" + suffix, "mone" + suffix, "mother" + suffix);
        var octets = Attached.Picture();
        var (media, sent) = await Attached.SendAsync(alice, room, octets, "insider");
        Assert.Equal([(bob.User, "5.1.2")], sent.Recipients!.Select(r => (r.User, r.Code)));
        Assert.Equal(octets, (await Attached.GetAsync(carol, media.Digest)).Octets);
        Assert.Equal("5.5.4", (await Attached.GetAsync(bob, media.Digest)).Code);
        Assert.Equal("5.5.8", (await bob.SubmitAsync(Attached.Message(room, "mine now", MediaClient.PartOf(media)))).Code);
        Assert.Equal("5.5.4", (await Attached.GetAsync(bob, media.Digest)).Code);
    }

    [Fact]
    public async Task BeforeTheRecordingWasAcknowledged_NothingOfTheFileIsArchived()
    {
        var bob = await scene.PersonAsync("bob" + suffix);
        var alice = await scene.UntoldAsync("alice" + suffix);
        var room = await Scene.RoomAsync(bob, alice);
        var (media, sent) = await Attached.SendAsync(alice, room, Attached.Picture(), "too early");
        Assert.Equal("5.2.0", sent.Code);
        var record = (await scene.AuditAsync()).Records[(int)sent.Index!.Value];
        Assert.Null(record.Body);
        Assert.False(record.Record.TryGetProperty("media", out _));
        Assert.Equal("5.5.4", (await Attached.GetAsync(bob, media.Digest)).Code);
        // Told, the same file can be sent: it was not thrown away yet.
        await alice.AcknowledgeAsync();
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Attached.Message(room, "now", MediaClient.PartOf(media)))).Code);
        Assert.NotNull((await Attached.GetAsync(bob, media.Digest)).Octets);
    }

    [Fact]
    public async Task Officers_AreGivenTheFilesOfWhatIsArchived_AndNoOthers()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var octets = Attached.Picture();
        var unused = await Attached.PutInAsync(alice, Attached.Picture());
        var room = await Scene.RoomAsync(alice, bob);
        var (media, sent) = await Attached.SendAsync(alice, room, octets, "kept");
        // Taken back among the people, it stays in the archive.
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Retraction(room, sent.Event!.Value))).Code);
        using var answer = await scene.Http.GetAsync(new Uri($"ocip/v1/archive/media/{media.Digest}", UriKind.Relative));
        Assert.Equal(octets, await answer.Content.ReadAsByteArrayAsync());
        using var nothing = await scene.Http.GetAsync(new Uri($"ocip/v1/archive/media/{unused.Digest}", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task PersonalPersona_LeavesNothingHere()
    {
        var home = await scene.PersonAsync("home" + suffix, "personal");
        var octets = Attached.Odd();
        var refused = await Assert.ThrowsAsync<OcipProblemException>(() => Attached.PutInAsync(home, octets));
        Assert.Equal("5.3.0", refused.Problem.Code);
        Assert.Empty(Attached.FilesOf(scene.Server, octets.Length));
    }

    [Fact]
    public async Task Stays_DecideWhoIsGivenAFile()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var room = (await alice.Client.CreateRoomAsync(new Interop.Protocol.ClientApi.CreateRoomRequest("group", [bob.User], "Stays"))).Room;
        var (first, _) = await Attached.SendAsync(alice, room, Attached.Picture(), "before carol");
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Membership(room, carol.User, "join"))).Code);
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Membership(room, bob.User, "remove"))).Code);
        var (second, _) = await Attached.SendAsync(alice, room, Attached.Picture(), "after bob");
        Assert.Equal("5.5.4", (await Attached.GetAsync(carol, first.Digest)).Code);
        Assert.NotNull((await Attached.GetAsync(carol, second.Digest)).Octets);
        Assert.NotNull((await Attached.GetAsync(bob, first.Digest)).Octets);
        Assert.Equal("5.5.4", (await Attached.GetAsync(bob, second.Digest)).Code);
    }

    [Fact]
    public async Task Retracted_IsNotGivenAnyMore_AndStaysArchived()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob);
        var (media, sent) = await Attached.SendAsync(alice, room, Attached.Odd(), "a slip");
        Assert.NotNull((await Attached.GetAsync(bob, media.Digest)).Octets);
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Retraction(room, sent.Event!.Value))).Code);
        Assert.Equal("5.5.4", (await Attached.GetAsync(bob, media.Digest)).Code);
        Assert.Single(Attached.FilesOf(scene.Server, media.Size));
        Assert.Equal(media.Digest, Assert.Single((await scene.AuditAsync()).Events[sent.Event.Value.Value].Media!).Digest);
        // Another message with the same file stands for itself.
        var edit = Attached.Message(room, "meant", MediaClient.PartOf(media)) with { Type = EventTypes.Message };
        Assert.Equal("2.0.0", (await alice.SubmitAsync(edit)).Code);
        Assert.NotNull((await Attached.GetAsync(bob, media.Digest)).Octets);
    }
}
