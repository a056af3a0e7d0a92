using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Policies;
using NodaTime;

namespace Interop.Server.Tests.Compliance.Policies;

/// <summary>A room in a test: people, and events that they send.</summary>
internal static class Story
{
    public static readonly ProviderName Acme = ProviderName.Parse("acme.example");
    public static readonly RoomId Room = RoomId.Of(Acme, Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"));
    public static readonly Instant Monday = Instant.FromUtc(2026, 1, 12, 10, 0);

    public static PolicyPerson Person(string local, PersonaKind persona = PersonaKind.Work) => new(UserId.Of(Acme, local), persona);

    public static PolicyInput Event(PolicyPerson sender, PolicyPerson[] room, string type = EventTypes.Message) => new()
    {
        Header = new EventHeader
        {
            Type = type, Room = Room, Sender = sender.User, Origin = Acme, Created = "2026-01-12T10:00:00.000Z", ContentDigest = new string('A', 43),
        },
        Content = JsonDocument.Parse("{}").RootElement,
        Sender = sender,
        Recipients = room,
        Participants = room,
        Now = Monday,
        Barriers = BarrierMap.Empty,
    };

    public static PolicyInput Membership(PolicyPerson sender, PolicyPerson[] room, PolicyPerson target, MembershipChange change) =>
        Event(sender, room, EventTypes.Membership) with { Change = change, Target = target };

    /// <summary>One barrier between these two.</summary>
    public static BarrierMap BarrierBetween(PolicyPerson[] one, PolicyPerson[] other) => BarrierMap.Create(
        new Dictionary<string, UserId[]>(StringComparer.Ordinal) { ["one"] = [.. one.Select(p => p.User)], ["other"] = [.. other.Select(p => p.User)] },
        [["one", "other"]]);
}
