using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;
using BridgeActor = Interop.Server.Tests.Specification.BridgeActor;

namespace Interop.Server.Tests.Media;

/// <summary>Files of people on a bridge's network (spec 11.8): what the named user may have, and nothing else.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class BridgeMediaTests(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    private string Network => "net" + suffix;

    [Fact]
    public async Task File_GoesBothWays_ForThoseToWhomItsEventWasDelivered()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var (bob, dora) = ((await bridge.ContactAsync("bob")).User, (await bridge.ContactAsync("dora")).User);
        var room = await bridge.DirectAsync(bob, alice.User);
        await bridge.TellAsync(room, bob);
        var stream = alice.Listen();

        var octets = Attached.Picture();
        var media = (await bridge.PutMediaAsync(bob, octets)).Media!;
        var draft = Attached.Message(room, "from outside", MediaClient.PartOf(media, "picture.png"));
        Assert.Equal("2.0.0", (await bridge.SubmitAsync(bridge.Message(room, bob, "") with { Content = draft.Content })).Code);
        await stream.UntilAsync(s => s.Texts.Contains("from outside"), "the file's message");
        Assert.Equal(octets, (await Attached.GetAsync(alice, media.Digest)).Octets);

        var (answer, sent) = await Attached.SendAsync(alice, room, Attached.Picture());
        Assert.Equal("2.0.0", sent.Code);
        Assert.NotNull((await bridge.GetMediaAsync(bob, answer.Digest)).Octets);
        Assert.Equal("5.5.4", (await bridge.GetMediaAsync(dora, answer.Digest)).Code);
    }

    [Fact]
    public async Task File_OfWhatIsSealedOrHeld_IsNotGiven_BeforeItsRelease()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var bob = (await bridge.ContactAsync("bob")).User;
        await scene.Admin.LinkAsync(alice.User, Network, new LinkRequest("alice-native"));
        var room = await bridge.DirectAsync(bob, alice.User);
        await bridge.TellAsync(room, bob);
        await scene.CloseAsync(alice);
        var media = (await bridge.PutMediaAsync(bob, Attached.Picture())).Media!;
        var sent = await bridge.SubmitAsync(bridge.Message(room, bob, "") with { Content = Attached.Message(room, "at night", MediaClient.PartOf(media)).Content });
        Assert.Equal("2.1.1", Assert.Single(sent.Recipients!).Code);
        Assert.Equal("5.5.4", (await bridge.GetMediaAsync(alice.User, media.Digest)).Code);
        await scene.OpenAsync(alice);
        await bridge.UntilReleasedAsync(room);
        Assert.NotNull((await bridge.GetMediaAsync(alice.User, media.Digest)).Octets);
    }

    [Fact]
    public async Task File_OfSomebodyWhoIsNotOnTheNetwork_IsNeitherTakenNorGiven()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var media = await Attached.PutInAsync(alice, Attached.Picture());
        Assert.Equal("5.1.0", (await bridge.PutMediaAsync(alice.User, Attached.Picture())).Problem!.Code);
        Assert.Equal("5.1.0", (await bridge.GetMediaAsync(alice.User, media.Digest)).Code);
    }
}
