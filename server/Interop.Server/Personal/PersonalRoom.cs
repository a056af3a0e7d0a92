using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Identity;
using Interop.Server.Rooms;

namespace Interop.Server.Personal;

/// <summary>
/// A room of personal personas (spec 5.7). Name and topic are what people said: they are in memory alone, and gone with the process; their clients
/// have them.
/// </summary>
internal sealed class PersonalRoom(long id, RoomId roomId, string kind) : IDisposable
{
    /// <summary>Row in the store.</summary>
    public long Id { get; } = id;

    public RoomId RoomId { get; } = roomId;

    public string Kind { get; } = kind;

    /// <summary>One event after the other, so that all get them in the same order.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    public string? Name { get; set; }

    public string? Topic { get; set; }

    /// <summary>Replaced as a whole.</summary>
    public IReadOnlyList<PersonalMember> Members { get; set; } = [];

    public PersonalMember? Find(User user) => Members.FirstOrDefault(m => m.User == user);

    public void Dispose() => Gate.Dispose();

    public RoomView View(long head) => new()
    {
        Room = RoomId, Kind = Kind, Name = Name, Topic = Topic, Archived = false, Head = head, Portals = [],
        Participants = [.. Members.Select(m => new ParticipantView(m.User.UserId, m.User.DisplayName, m.User.Kind, null, m.Role))],
    };

    public bool IsAdmin(User user) => Find(user)?.Role == Participant.Admin;
}
