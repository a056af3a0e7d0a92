using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>What a peer does not take of one room waits, and holds up no other (spec 06).</summary>
[Collection(HostileWorld.Name)]
public sealed class WaitingRoomTests(PeerWorld world) : HostileCase(world)
{
    private readonly Lock gate = new();
    private readonly List<(RoomId Room, string Text)> heard = [];
    private RoomId refused;
    private bool asAWhole;
    private string refusal = DecisionCodes.EarlierMissing.Code;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RoomThatThePeerDoesNotTake_HoldsUpNoOther_AndComesLaterInOrder(bool whole)
    {
        Peer.Reply = Answer;
        var alice = await Acme.PersonAsync(Fresh("alice"));
        var (first, second) = (await HostAsync(alice), await HostAsync(alice));
        lock (gate)
            (refused, asAWhole) = (first, whole);
        for (var i = 0; i < 3; i++)
        {
            await alice.SayAsync(first, $"waits {i}");
            await alice.SayAsync(second, $"goes {i}");
        }
        await UntilAsync(second, "goes 0", "goes 1", "goes 2");
        Assert.Empty(Texts(first));
        lock (gate)
            refused = default;
        await UntilAsync(first, "waits 0", "waits 1", "waits 2");
        await UntilAsync(second, "goes 0", "goes 1", "goes 2");
    }

    [Fact]
    public async Task RefusalForGood_IsOnRecordOnce_OverACrash()
    {
        Peer.Reply = Answer;
        var alice = await Acme.PersonAsync(Fresh("alice"));
        var room = await HostAsync(alice);
        await alice.SayAsync(room, "before");
        await UntilAsync(room, "before");
        await OutboxIsEmptyAsync();
        await Acme.Server.RestartAsync("--fault", FaultPoints.SentBeforeMark);
        lock (gate)
            (refused, refusal) = (room, DecisionCodes.BlockedPolicy.Code);
        var said = await alice.SayAsync(room, "not taken");
        Assert.True(await Acme.Server.DiesWithinAsync(TimeSpan.FromSeconds(30)));
        await Acme.Server.RestartAsync();
        await OutboxIsEmptyAsync();
        var report = Assert.Single((await World.AuditAsync()).OfKind("report"), r => r.Record.GetProperty("event").GetString() == said.Event!.Value.Value);
        Assert.Equal((DecisionCodes.BlockedPolicy.Code, FakePeer.Name.Value), (report.Record.GetProperty("code").GetString(), report.Record.GetProperty("provider").GetString()));
    }

    /// <summary>Nothing is on its way to the told peer any more.</summary>
    private async Task OutboxIsEmptyAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Acme.Server.Data, "ocip.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        for (var i = 0; i < 600; i++, await Pause.Ms(50))
        {
            if (await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM outbox WHERE peer=@Value", new { FakePeer.Name.Value }) == 0)
                return;
        }
        throw new TimeoutException("something is still on its way");
    }

    private static async Task<RoomId> HostAsync(Actor alice) =>
        (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [HostilePeer.User("mallory")], "Host"))).Room;

    private async Task UntilAsync(RoomId room, params string[] texts)
    {
        for (var i = 0; i < 1200 && Texts(room).Length < texts.Length; i++)
            await Pause.Ms(50);
        Assert.Equal(texts, Texts(room));
    }

    private string[] Texts(RoomId room)
    {
        lock (gate)
            return [.. heard.Where(h => h.Room == room).Select(h => h.Text)];
    }

    private (int Status, byte[] Body) Answer(string path, byte[] body)
    {
        if (path.StartsWith("users/", StringComparison.Ordinal))
            return (200, JsonSerializer.SerializeToUtf8Bytes(new UserProfile(HostilePeer.User("mallory"), "Mallory", "work", "notNeeded"), OcipJson.Default.UserProfile));
        if (path != "fanout")
            return (path == "report" ? 204 : 404, []);
        var asked = JsonSerializer.Deserialize(body, OcipJson.Default.FederationTransaction)!;
        lock (gate)
        {
            if (asAWhole && asked.Events.Any(e => e.Header.Room == refused))
                return (400, JsonSerializer.SerializeToUtf8Bytes(Problem.Of(DecisionCodes.Malformed, "Not this one."), OcipJson.Default.Problem));
            heard.AddRange(asked.Events.Where(e => e.Header.Room != refused && e.Header.Type == "message")
                .Select(e => (e.Header.Room, MessageText.PlainOf(e.Body!.Content.Deserialize(OcipJson.Default.MessageContent)!)!)));
            return (200, JsonSerializer.SerializeToUtf8Bytes(
                new SubmitResponse(asked.Transaction, [.. asked.Events.Select(e => new SubmitResult { Code = e.Header.Room == refused ? refusal : "2.0.0", Event = e.Id })]), OcipJson.Default.SubmitResponse));
        }
    }
}
