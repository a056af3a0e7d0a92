using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.Peers;

namespace Interop.Server.Tests.Federation;

/// <summary>A room that the hostile provider orders: its chain as it told it so far.</summary>
internal sealed class HostileRoom
{
    private readonly HostilePeer peer;
    private readonly Dictionary<long, Forged> told = [];

    public HostileRoom(HostilePeer peer)
    {
        this.peer = peer;
        Id = RoomId.Of(FakePeer.Name, Guid.CreateVersion7());
        peer.Reply = Answer;
    }

    public RoomId Id { get; }

    public long Seq { get; private set; } = 3;

    public string Head { get; private set; } = Base64UrlText.Of(System.Security.Cryptography.SHA256.HashData("before"u8));

    /// <summary>Changes the state that it answers.</summary>
    public Func<RoomState, RoomState> State { get; set; } = s => s;

    /// <summary>The next place, as an honest hub would give it.</summary>
    public HubEntry Next => new(Seq + 1, Head, FakePeer.Ago(0));

    /// <summary>Gives the next place.</summary>
    public Forged Place(Forged forged)
    {
        var placed = At(forged, Next);
        told[placed.Place.Seq] = placed;
        (Seq, Head) = (placed.Place.Seq, Base64UrlText.Of(EventIdentity.HubEntryHash(Id, forged.Id, placed.Place)));
        return placed;
    }

    /// <summary>Any place, which its chain knows nothing of.</summary>
    public Forged At(Forged forged, HubEntry place, SigningKey? key = null) => forged with
    {
        Event = forged.Event with { Hub = place, HubSignature = new BatchProof(0, 0, []) },
        Hub = BatchSigner.Sign(key ?? peer.HubKey, [EventIdentity.HubEntryHash(forged.Event.Header.Room, forged.Id, place)]).Batch,
    };

    /// <summary>The next message of its user.</summary>
    public Forged Say(string text) => Place(peer.Say(Id, text));

    /// <summary>Brings somebody in: the codes of the answer.</summary>
    public Task<string[]> JoinAsync(UserId user) => peer.CodesAsync("fanout", Place(peer.Member(Id, user, "join")));

    public Task<string[]> TellAsync(params Forged[] events) => peer.CodesAsync("fanout", events);

    private (int Status, byte[] Body) Answer(string path, byte[] body)
    {
        if (path.EndsWith("/state", StringComparison.Ordinal))
        {
            var state = State(new RoomState
            {
                Room = Id, Hub = FakePeer.Name, Kind = "group", Name = "Trap", Portals = [], Seq = told.Keys.Order().First() - 1, Hash = told[told.Keys.Order().First()].Place.Previous,
                Participants = [new ParticipantView(HostilePeer.User("mallory"), "Mallory", "work", Role: "admin")],
            });
            return (200, JsonSerializer.SerializeToUtf8Bytes(state, OcipJson.Default.RoomState));
        }
        if (path.EndsWith("/events", StringComparison.Ordinal))
        {
            var all = Forged.Pack([.. told.OrderBy(t => t.Key).Take(50).Select(t => t.Value)]);
            return (200, JsonSerializer.SerializeToUtf8Bytes(new Backfill(all.Batches, all.Events, Seq), OcipJson.Default.Backfill));
        }
        if (path != "submit")
            return (path.StartsWith("report", StringComparison.Ordinal) ? 204 : 404, []);
        var asked = JsonSerializer.Deserialize(body, OcipJson.Default.FederationTransaction)!;
        return (200, JsonSerializer.SerializeToUtf8Bytes(
            new SubmitResponse(asked.Transaction, [.. asked.Events.Select(e => new SubmitResult { Code = "2.0.0", Event = e.Id, Seq = Seq + 1 })]), OcipJson.Default.SubmitResponse));
    }
}
