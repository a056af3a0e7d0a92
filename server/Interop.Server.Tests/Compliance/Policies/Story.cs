using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Compliance.Rulebook.Kinds;
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
    };

    public static PolicyInput Membership(PolicyPerson sender, PolicyPerson[] room, PolicyPerson target, MembershipChange change) =>
        Event(sender, room, EventTypes.Membership) with { Change = change, Target = target };

    /// <summary>The policies of every engine, and one barrier between these two.</summary>
    public static Combination With(PolicyPerson[] one, PolicyPerson[] other) => CompliancePolicies.All.And([Barrier(one, other)]);

    /// <summary>A barrier of the book between these two.</summary>
    public static IPolicy Barrier(PolicyPerson[] one, PolicyPerson[] other) => new BarrierKind().Compile(new PolicyVersion
    {
        Name = "wall", Kind = "barrier", Version = 1, Author = "paula", State = "effective", Action = "block",
        Settings = JsonSerializer.SerializeToElement(new { between = new[] { new { people = Ids(one) }, new { people = Ids(other) } } }),
    });

    private static string[] Ids(PolicyPerson[] people) => [.. people.Select(p => p.User.Value)];
}
