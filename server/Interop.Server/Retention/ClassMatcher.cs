using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Rooms;

namespace Interop.Server.Retention;

/// <summary>
/// A schedule made ready to be asked for every event: no query, and of a room's people only what has not been worked out since they changed.
/// May be asked from any thread; made anew when the schedule or a group changes.
/// </summary>
internal sealed class ClassMatcher
{
    private readonly Compiled[] classes;
    private readonly ConcurrentDictionary<ulong, ClassSet> sets = [];

    // Participants are replaced as a whole when somebody joins or leaves, so that what holds of the array holds for as long as it is there.
    private readonly ConditionalWeakTable<Participant[], StrongBox<ulong>> rooms = [];

    /// <param name="schedule">The version in force.</param>
    /// <param name="members">Rows of the members, by name of the group.</param>
    /// <param name="people">In a proxy, which has no rows of users: their ids.</param>
    public ClassMatcher(ScheduleVersion schedule, IReadOnlyDictionary<string, long[]> members, IReadOnlyDictionary<string, UserId[]> people) =>
        classes = [.. schedule.Classes.Where(c => c.Class != BuiltInClasses.DefaultName).Select((c, n) => new Compiled(c, 1UL << n, members, people))];

    /// <summary>Of an event in a room.</summary>
    public ClassSet Of(Room room, long sender, EventHeader header)
    {
        if (classes.Length == 0)
            return ClassSet.Default;
        var (found, here) = (0UL, InRoom(room));
        foreach (var one in classes)
        {
            if (one.AppliesTo(header, room.Portals, here) || one.AppliesTo(header, room.Portals, sender))
                found |= one.Bit;
        }
        return SetOf(found);
    }

    /// <summary>Of an event that a proxy has decided on: it knows no rooms, but who was there.</summary>
    public ClassSet Of(EventHeader header, IReadOnlyCollection<UserId> people)
    {
        var found = 0UL;
        foreach (var one in classes)
        {
            if (one.AppliesTo(header, [], one.People is { } members && people.Any(members.Contains) ? one.Bit : 0))
                found |= one.Bit;
        }
        return SetOf(found);
    }

    private ClassSet SetOf(ulong found)
    {
        if (found == 0)
            return ClassSet.Default;
        return sets.GetOrAdd(found, bits =>
        {
            var applied = classes.Where(c => (c.Bit & bits) != 0).ToArray();
            return new ClassSet([.. applied.Select(c => c.Name)], applied.Any(c => c.ByPerson));
        });
    }

    /// <summary>The classes for whose groups somebody is in the room.</summary>
    private ulong InRoom(Room room) => rooms.GetValue(room.Participants, participants =>
    {
        var bits = 0UL;
        foreach (var one in classes)
        {
            if (one.Members is { } members && Array.Exists(participants, p => members.Contains(p.User.Id)))
                bits |= one.Bit;
        }
        return new StrongBox<ulong>(bits);
    }).Value;

    private sealed class Compiled(RetentionClass one, ulong bit, IReadOnlyDictionary<string, long[]> members, IReadOnlyDictionary<string, UserId[]> people)
    {
        private readonly string[]? networks = one.AppliesTo?.Networks;
        private readonly FrozenSet<string>? types = one.AppliesTo?.Types?.ToFrozenSet(StringComparer.Ordinal);
        private readonly FrozenSet<string>? labels = one.AppliesTo?.Labels?.ToFrozenSet(StringComparer.Ordinal);
        private readonly FrozenSet<string>? rooms = one.AppliesTo?.Rooms?.ToFrozenSet(StringComparer.Ordinal);

        public string Name => one.Class;

        public ulong Bit => bit;

        public bool ByPerson => one.Start == BuiltInClasses.Occasion;

        public FrozenSet<long>? Members { get; } = one.AppliesTo?.Groups?.SelectMany(group => members.GetValueOrDefault(group) ?? []).ToFrozenSet();

        public FrozenSet<UserId>? People { get; } = one.AppliesTo?.Groups?.SelectMany(group => people.GetValueOrDefault(group) ?? []).ToFrozenSet();

        public bool AppliesTo(EventHeader header, RoomPortal[] portals, ulong inRoom) => (Members is null || (inRoom & bit) != 0) && AppliesTo(header, portals);

        public bool AppliesTo(EventHeader header, RoomPortal[] portals, long sender) => Members?.Contains(sender) == true && AppliesTo(header, portals);

        private bool AppliesTo(EventHeader header, RoomPortal[] portals) =>
            (types is null || types.Contains(header.Type))
            && (rooms is null || rooms.Contains(header.Room.Value))
            && (networks is null || Array.Exists(networks, n => n == header.Network || Array.Exists(portals, p => p.Network == n)))
            && (labels is null || (header.Labels is { } given && Array.Exists(given, labels.Contains)));
    }
}
