using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Peers;
using Interop.Server.Pipeline;

namespace Interop.Server.Rooms;

/// <summary>
/// Rooms of other providers in which our people are (spec 06): the first copy, from the entry before our first join, and the catching
/// up when entries are missing.
/// </summary>
internal sealed class RoomFollowing(
    ServerOptions options, UserDirectory users, ForeignUsers foreignUsers, RoomDirectory rooms, Consents consents, BarrierGate barriers, AppendLog log, PeerClient peers, TimeProvider time)
{
    private readonly Channel<Room> behind = Channel.CreateBounded<Room>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Rooms of which entries are missing here.</summary>
    public ChannelReader<Room> Behind => behind.Reader;

    /// <summary>A join of one of ours into a room that we do not have, or in which nobody of ours was any more.</summary>
    public bool NeedsCopy(Room? room, FederatedEvent ev) =>
        IsJoin(ev) && TargetOf(ev) is { } target && target.Provider == options.Provider
        && (room is null ? ev.Header.Room.Provider != options.Provider : (!room.IsOrderedHere && room.Head.Seq < ev.Hub!.Seq - 1 && !room.Users.Any(u => u.IsOurs)));

    /// <summary>Why an event may not bring one of ours into a room: there is no such user for strangers, consent is missing, or a barrier keeps them apart. Null: it may, or is no such event.</summary>
    public Fault? Unwelcome(FederatedEvent ev)
    {
        if (!IsJoin(ev) || TargetOf(ev) is not { } target || target.Provider != options.Provider)
            return null;
        if (users.Find(target) is not { Kind: User.Work or User.Service or User.Bridged } joining)
            return new Fault(DecisionCodes.NotFound, "There is no such user here.");
        var sender = ev.Header.Sender;
        if (IsBarred(joining, (rooms.Find(ev.Header.Room)?.Users.Select(u => u.UserId) ?? []).Append(sender)))
            return Barred;
        return sender.Provider != options.Provider && consents.Of(sender.Provider, sender.Value, joining) == Consents.Required
            ? new Fault(DecisionCodes.ConsentMissing, $"{joining.UserId.Short} has not agreed to be written to by {sender.Short}.")
            : null;
    }

    private static Fault Barred => new(DecisionCodes.InformationBarrier, "An information barrier keeps this user out of the room.");

    /// <summary>The hub knows nothing of our barriers (spec 7.2).</summary>
    private bool IsBarred(User joining, IEnumerable<UserId> others) => others.Any(other => other != joining.UserId && barriers.StandsBetween(other, joining.UserId));

    /// <summary>Begins to follow: asks the hub for the room as it was before this entry.</summary>
    public async Task<(Room? Room, Fault? Refusal)> FollowAsync(Principal hub, FederatedEvent join)
    {
        if (Unwelcome(join) is { } fault)
            return (null, fault);
        var joining = users.Find(TargetOf(join)!.Value)!;
        var id = join.Header.Room;
        var state = await StateAsync(hub.Peer!.Value, $"rooms/{id.Uuid:D}/state?provider={id.Provider}&before={join.Hub!.Seq}");
        if (state is null || state.Room != id || state.Hub != hub.Peer || state.Seq != join.Hub.Seq - 1 || state.Hash != join.Hub.Previous || state.Kind is not (Room.Group or Room.Direct))
            return (null, new Fault(DecisionCodes.EarlierMissing, "The room's state could not be had from its hub, or is not the one before this entry."));
        var participants = await ParticipantsAsync(state, []);
        if (IsBarred(joining, participants.Select(p => p.User.UserId)))
            return (null, Barred);
        // The direct room of two users is one, whoever of them asks for it (spec 05).
        var directKey = state.Kind == Room.Direct && participants.Count == 1 ? RoomCreation.DirectKey(participants[0].User, joining) : null;
        return (await KeepAsync(state, participants, directKey), null);
    }

    /// <summary>What is missing of the room is fetched soon.</summary>
    public void CatchUp(Room room) => behind.Writer.TryWrite(room);

    /// <summary>Gives up the copy of a room for the one that its hub has now: chosen by an administrator when the two contradict each other.</summary>
    /// <exception cref="ProblemException">5.5.6: the hub's is not longer than ours, so that nothing can follow; 4.1.2: the hub cannot be asked.</exception>
    public async Task RestartAsync(Room room)
    {
        if (room.IsOrderedHere)
            throw new ProblemException(DecisionCodes.ForkedHistory, "This provider orders the room: only its own history can be gone on with.");
        var id = room.RoomId;
        try
        {
            var known = (await peers.SendAsync(room.Hub, HttpMethod.Get, $"rooms/{id.Uuid:D}/events?provider={id.Provider}&after={room.Head.Seq}&limit=1", default, CancellationToken.None)).Read(OcipJson.Default.Backfill);
            var state = known is null || known.Head < room.Head.Seq ? null
                : (await peers.SendAsync(room.Hub, HttpMethod.Get, $"rooms/{id.Uuid:D}/state?provider={id.Provider}&before={known.Head + 1}", default, CancellationToken.None)).Read(OcipJson.Default.RoomState);
            if (state is null || state.Room != id || state.Hub != room.Hub || state.Seq != known!.Head || state.Kind != room.Kind)
                throw new ProblemException(DecisionCodes.ForkedHistory, "The hub's history ends before ours: it cannot be gone on with.");
            await KeepAsync(state, await ParticipantsAsync(state, room.Users), null);
        }
        catch (PeerException unavailable)
        {
            throw new ProblemException(unavailable.Code, unavailable.Message);
        }
    }

    /// <summary>When an event turns out to come after others that we lack, they are fetched; the hub sends it again meanwhile.</summary>
    public void CatchUpAfter(MessageContext context) => _ = context.Answer.ContinueWith(
        answer =>
        {
            if (answer.IsCompletedSuccessfully && answer.Result.Code == DecisionCodes.EarlierMissing.Code)
                behind.Writer.TryWrite(context.Room);
        },
        TaskScheduler.Default);

    /// <summary>Null when it cannot be had now: that keeps the other events of the transaction from nothing.</summary>
    private async Task<RoomState?> StateAsync(ProviderName hub, string endpoint)
    {
        try
        {
            return (await peers.AskAsync(hub, HttpMethod.Get, endpoint, default)).Read(OcipJson.Default.RoomState);
        }
        catch (ProblemException)
        {
            return null;
        }
    }

    private static bool IsJoin(FederatedEvent ev) =>
        ev.Header.Type == EventTypes.Membership && ev.Header.State!.Value.GetProperty(StateFields.Membership).GetString() == MembershipState.Join;

    private static UserId? TargetOf(FederatedEvent ev) =>
        ev.Header.State is { } state && UserId.TryParse(state.GetProperty(StateFields.Target).GetString(), out var target) ? target : null;

    private static string PersonaOf(ParticipantView participant) => participant.Persona is User.Service or User.Bridged ? participant.Persona : User.Work;

    /// <summary>Ours come in by their own joins alone, each judged here: a hub's word does not put anybody into a room.</summary>
    /// <param name="state">As the hub gave it.</param>
    /// <param name="there">Who is in our copy already.</param>
    private async Task<List<(User User, string Role)>> ParticipantsAsync(RoomState state, User[] there)
    {
        var participants = new List<(User User, string Role)>();
        foreach (var participant in state.Participants.DistinctBy(p => p.User))
        {
            var user = participant.User.Provider == options.Provider
                ? Array.Find(there, u => u.UserId == participant.User)
                : await foreignUsers.FindOrAddAsync(participant.User, PersonaOf(participant), participant.DisplayName);
            if (user is not null)
                participants.Add((user, participant.Role));
        }
        return participants;
    }

    private async Task<Room> KeepAsync(RoomState state, List<(User User, string Role)> participants, string? directKey)
    {
        var fields = new JsonObject { ["hash"] = state.Hash, ["hub"] = state.Hub.Value, ["room"] = state.Room.Value, ["seq"] = state.Seq };
        var head = Base64UrlText.TryDecode(state.Hash, 32, out var hash) ? hash : throw new FormatException("the hash was compared with a place's before");
        var known = rooms.Find(state.Room);
        var stated = (state.Supervision ?? []).Where(d => SupervisionValidator.CheckStated(d) is null).ToArray();
        await log.AppendAsync(
            new LogRecord(LogRecord.Followed, fields, JsonSerializer.SerializeToNode(state, OcipJson.Default.RoomState)!.AsObject()),
            (connection, _) =>
            {
                connection.Execute("""
                    INSERT INTO rooms(uuid, followed, kind, direct_key, hub, name, topic, supervision, head_seq, head_hash, created)
                    VALUES (@uuid, @followed, @kind, (SELECT @directKey WHERE NOT EXISTS (SELECT 1 FROM rooms WHERE direct_key=@directKey)), @hub, @name, @topic, @supervision, @seq, @head, @created)
                    ON CONFLICT (uuid) DO UPDATE SET hub=excluded.hub, name=excluded.name, topic=excluded.topic, supervision=excluded.supervision, head_seq=excluded.head_seq, head_hash=excluded.head_hash
                    """,
                    new
                    {
                        uuid = state.Room.Provider == options.Provider ? state.Room.Uuid.ToString("D") : state.Room.Value, followed = state.Room.Uuid.ToString("D"),
                        kind = state.Kind, directKey, hub = state.Hub.Value, name = state.Name, topic = state.Topic, supervision = StatedSupervision.Text(stated), seq = state.Seq, head, created = WireTime.Format(time.GetUtcNow()),
                    });
                var row = connection.ExecuteScalar<long>("SELECT id FROM rooms WHERE uuid=@uuid",
                    new { uuid = state.Room.Provider == options.Provider ? state.Room.Uuid.ToString("D") : state.Room.Value });
                connection.Execute("UPDATE participants SET left_seq=@seq WHERE room_id=@row AND left_seq IS NULL", new { row, seq = state.Seq });
                foreach (var (user, role) in participants)
                    connection.Execute("INSERT INTO participants(room_id, user_id, role, joined_seq) VALUES (@row, @user, @role, @seq) ON CONFLICT DO NOTHING", new { row, user = user.Id, role, seq = state.Seq });
            });
        if (known is null)
            return rooms.Find(state.Room)!;
        known.Hub = state.Hub;
        known.Name = state.Name;
        known.Topic = state.Topic;
        known.Supervision = stated;
        known.Head = new RoomHead(state.Seq, head, known.Head.Leaf);
        known.SetParticipants(participants.Select(p => new Participant(p.User, p.Role, state.Seq)));
        return known;
    }
}
