using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;
using Interop.Server.Compliance;
using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;
using Interop.Server.Pipeline;

namespace Interop.Server.Rooms;

/// <summary>
/// A room as the pipeline needs it. Participants and portals change only in the room's own order, between two events
/// (see <see cref="RoomMailbox"/>); readers take the arrays as they stand.
/// </summary>
internal sealed class Room(long id, RoomId roomId, string kind, ProviderName own)
{
    public const string Group = "group";
    public const string Direct = "direct";

    private int inboxWaiting;

    /// <summary>Row in the store; never leaves the process.</summary>
    public long Id { get; } = id;

    public RoomId RoomId { get; } = roomId;

    public string Kind { get; } = kind;

    /// <summary>This server's provider.</summary>
    public ProviderName Own { get; } = own;

    /// <summary>The provider that orders the room now. Touched in the room's own order only.</summary>
    public ProviderName Hub { get; set; } = roomId.Provider;

    /// <summary>This provider is the hub; else it is a follower and the hub gives the places.</summary>
    public bool IsOrderedHere => Hub == Own;

    /// <summary>The other providers that have participants here.</summary>
    public ProviderName[] Peers { get; private set; } = [];

    /// <summary>Another provider has a part in it: events carry signatures and stamps for strangers.</summary>
    public bool IsFederated => Peers.Length > 0 || !IsOrderedHere;

    /// <summary>Its hub was proved to have signed two histories: nothing more is taken until an administrator decides (see Evidence/Forks).</summary>
    public bool IsForked { get; set; }

    public string? Name { get; set; }

    public string? Topic { get; set; }

    /// <summary>Replaced as a whole.</summary>
    public Participant[] Participants { get; private set; } = [];

    /// <summary>The same people in the same order.</summary>
    public User[] Users { get; private set; } = [];

    /// <summary>The same people in the same order, as policies see them.</summary>
    public PolicyPerson[] Persons { get; private set; } = [];

    /// <summary>Events waiting, per user row. Touched in the room's own order only.</summary>
    public Dictionary<long, int> Held { get; } = [];

    /// <summary>Events of this room in the durable inbox, accepted and not decided on.</summary>
    public int InboxWaiting => Volatile.Read(ref inboxWaiting);

    /// <summary>Replaced as a whole.</summary>
    public RoomPortal[] Portals { get; set; } = [];

    /// <summary>The supervision that the room's state declares, one per organisation, without texts. Replaced as a whole.</summary>
    public SupervisionDeclaration[] Supervision { get; set; } = [];

    /// <summary>Generation of <see cref="Declarations"/> at which the state was compared last; 0: not yet. Touched in the room's own order only.</summary>
    public long DeclaredAt { get; set; }

    /// <summary>Networks on which somebody here is reached.</summary>
    public string[] Networks { get; private set; } = [];

    /// <summary>Last seq, and the digest of its hub entry: the writer's own, see Archive/AppendLog.</summary>
    public RoomHead Head { get; set; } = RoomHead.Empty;

    /// <summary>What organisations have declared, for those who look at the room.</summary>
    public required Declarations Declarations { get; init; }

    /// <summary>Events on their way, in order.</summary>
    public required RoomMailbox Mailbox { get; init; }

    public void SetParticipants(IEnumerable<Participant> participants)
    {
        Participants = [.. participants];
        Users = [.. Participants.Select(p => p.User)];
        Persons = [.. Participants.Select(p => p.User.Person)];
        Peers = [.. Participants.Where(p => !p.User.IsOurs).Select(p => p.User.Provider).Distinct()];
        Networks = [.. Participants.SelectMany(p => p.User.Accounts).Select(a => a.Network).Distinct().Order(StringComparer.Ordinal)];
    }

    public Participant? Find(User user)
    {
        foreach (var participant in Participants)
        {
            if (participant.User == user)
                return participant;
        }
        return null;
    }

    /// <summary>True when the user sees the network's observed native room, rather than a gated one of their own.</summary>
    public bool SeesObserved(User user, string network)
    {
        var observed = false;
        foreach (var portal in Portals)
        {
            if (portal.Network != network)
                continue;
            if (portal.Person == user)
                return false;
            observed |= portal.Observed;
        }
        return observed && user.IsOn(network);
    }

    /// <summary>The mailbox puts events into the inbox, the log takes them out.</summary>
    public void CountInbox(int change) => Interlocked.Add(ref inboxWaiting, change);

    /// <summary>Counts an event that begins (+1) or ceases (-1) to wait for a user.</summary>
    public void CountHeld(long userRow, int change)
    {
        var count = Held.GetValueOrDefault(userRow) + change;
        if (count > 0)
            Held[userRow] = count;
        else
            Held.Remove(userRow);
    }

    public RoomView View() => View([.. Declarations.Present(this)]);

    private RoomView View(SupervisionDeclaration[] supervision) => new()
    {
        Room = RoomId,
        Kind = Kind,
        Name = Name,
        Topic = Topic,
        Head = Head.Seq,
        Participants = [.. Participants.Select(p => new ParticipantView(
            p.User.UserId, p.User.DisplayName, p.User.Kind, p.User.Accounts.Length > 0 ? p.User.Accounts[0].Network : null, p.Role,
            Array.Exists(supervision, s => s.By == p.User.Provider) ? p.User.Provider : null))],
        Portals = [.. Portals.Select(p => new PortalView(p.Network, p.Kind)).Distinct()],
        Supervision = supervision.Length == 0 ? null : supervision,
    };
}
