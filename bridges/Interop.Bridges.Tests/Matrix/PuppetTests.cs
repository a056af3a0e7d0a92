using System.Text.Json.Nodes;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Inbound;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>An employee's own account, acting by the second registration.</summary>
[Collection(MatrixTests.Name)]
public sealed class PuppetTests(SynapseFixture fixture)
{
    [Fact]
    public async Task Puppet_SpeaksAsThePerson_AndComesBackAsEcho()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var (alice, portal) = await BeginAsync(stage);
        var message = AsPuppet(stage, alice, portal, "from my other client");
        var sent = await stage.Connector.SendAsync(message, CancellationToken.None);
        var edited = await ((ISendsEdits)stage.Connector).SendEditAsync(
            new NativeEdit(AsPuppet(stage, alice, portal, "changed there"), MatrixStage.TargetOf(sent, alice.Account)), CancellationToken.None);
        var seen = Assert.Single(await alice.TimelineAsync(portal.NativeRoom));
        Assert.Equal((alice.Account, "changed there"), (seen.Sender, seen.Text));
        var retraction = new NativeRetraction
        {
            Portal = portal, Sender = alice.Account, SenderKind = SenderKind.Puppet, SenderName = "Alice", CreatedAt = TimeProvider.System.GetUtcNow(), Reason = "typo",
            Key = TransactionKey.Of(alice.Account, "retraction", portal.NativeRoom), Target = MatrixStage.TargetOf(sent, alice.Account),
        };
        await ((ISendsRetractions)stage.Connector).SendRetractionAsync(retraction, CancellationToken.None);
        await Eventually.Holds(() => stage.Core.Echoes.Any(e => e.EchoOf == retraction.Key), "the echo of the retraction");
        Assert.Contains(stage.Core.Echoes, e => e.EchoOf == message.Key && e.Id == sent.Id);
        Assert.Contains(stage.Core.Echoes, e => e.Id == edited.Id);
        Assert.DoesNotContain(stage.Core.Accepted, e => e is InboundMessage or InboundEdit or InboundRetraction);
    }

    /// <summary>A mark that people could write themselves would be a way past the archive.</summary>
    [Fact]
    public async Task CopiedOrForgedMark_HidesNothing()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var (alice, portal) = await BeginAsync(stage);
        await stage.Connector.SendAsync(AsPuppet(stage, alice, portal, "really sent by the bridge"), CancellationToken.None);
        await Eventually.Holds(() => stage.Core.Echoes.OfType<InboundMessage>().Any(), "the echo");
        var original = (await alice.EventsAsync(portal.NativeRoom)).Last(e => e.GetProperty("type").GetString() == "m.room.message").GetProperty("content");
        // The whole content again, then its mark on another text, then a mark without a code.
        await alice.Client.SendEventAsync(portal.NativeRoom.Value, "m.room.message", JsonNode.Parse(original.GetRawText())!);
        var changed = JsonNode.Parse(original.GetRawText())!;
        changed["body"] = "smuggled";
        await alice.Client.SendEventAsync(portal.NativeRoom.Value, "m.room.message", changed);
        var bare = new JsonObject { ["msgtype"] = "m.text", ["body"] = "bare", [EchoMark.Field] = new JsonObject { ["key"] = original.GetProperty(EchoMark.Field).GetProperty("key").GetString() } };
        await alice.Client.SendEventAsync(portal.NativeRoom.Value, "m.room.message", bare);
        await stage.Core.NextAsync<InboundMessage>(m => m.Text == "bare");
        Assert.Equal(["really sent by the bridge", "smuggled", "bare"], stage.Core.Accepted.OfType<InboundMessage>().Select(m => m.Text));
    }

    [Fact]
    public async Task CanActAs_OwnPeopleOnly()
    {
        await using var stage = await MatrixStage.StartAsync(fixture);
        var alice = await stage.PersonAsync("alice");
        var puppets = (IPuppets)stage.Connector;
        Assert.True(await puppets.CanActAsAsync(alice.Account, CancellationToken.None));
        Assert.False(await puppets.CanActAsAsync(new NativeUserId("@nobody:hs.test"), CancellationToken.None));
        Assert.False(await puppets.CanActAsAsync(new NativeUserId("@alice:elsewhere.example"), CancellationToken.None));
    }

    [Fact]
    public async Task CanActAs_NobodyWithoutTheSecondRegistration()
    {
        await using var stage = await MatrixStage.StartAsync(fixture, ("puppetToken", null));
        var alice = await stage.PersonAsync("alice");
        Assert.False(await ((IPuppets)stage.Connector).CanActAsAsync(alice.Account, CancellationToken.None));
    }

    private static async Task<(MatrixPerson Alice, NativePortal Portal)> BeginAsync(MatrixStage stage)
    {
        var alice = await stage.PersonAsync("alice");
        return (alice, await stage.OpenAsync(alice, direct: true, await stage.GhostAsync("carol")));
    }

    private static NativeMessage AsPuppet(MatrixStage stage, MatrixPerson alice, NativePortal portal, string text)
    {
        var ghost = stage.Core.GhostOf(new GhostAddress(GhostAddress.Ocip, "carol"));
        var message = stage.Message(portal, ghost, text, $"<b>{text}</b>");
        return message with { Sender = alice.Account, SenderKind = SenderKind.Puppet, Key = TransactionKey.Of(alice.Account, text, portal.NativeRoom) };
    }
}
