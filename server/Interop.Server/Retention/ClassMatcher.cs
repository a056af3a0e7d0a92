using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Pipeline;
using Interop.Server.Rooms;

namespace Interop.Server.Retention;

/// <summary>
/// A schedule made ready to be asked for every event: no query, and of a room's people only what has not been worked out since they changed.
/// For the writer's thread; made anew when the schedule or a group changes.
/// </summary>
internal sealed class ClassMatcher
{
    private readonly Compiled[] classes;
    private readonly Dictionary<ulong, ClassSet> sets = [];

    // Participants are replaced as a whole when somebody joins or leaves, so that what holds of the array holds for as long as it is there.
    private readonly ConditionalWeakTable<Participant[], StrongBox<ulong>> rooms = [];

    /// <param name="schedule">The version in force.</param>
    /// <param name="members">Rows of the members, by name of the group.</param>
    public ClassMatcher(ScheduleVersion schedule, IReadOnlyDictionary<string, long[]> members) =>
        classes = [.. schedule.Classes.Where(c => c.Class != BuiltInClasses.DefaultName).Select((c, n) => new Compiled(c, 1UL << n, members))];

    public ClassSet Of(MessageContext context)
    {
        if (classes.Length == 0)
            return ClassSet.Default;
        var (found, here) = (0UL, InRoom(context.Room));
        foreach (var one in classes)
        {
            if (one.AppliesTo(context, here))
                found |= one.Bit;
        }
        if (found == 0)
            return ClassSet.Default;
        if (!sets.TryGetValue(found, out var set))
        {
            var applied = classes.Where(c => (c.Bit & found) != 0).ToArray();
            sets.Add(found, set = new ClassSet([.. applied.Select(c => c.Name)], applied.Any(c => c.ByPerson)));
        }
        return set;
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

    private sealed class Compiled(RetentionClass one, ulong bit, IReadOnlyDictionary<string, long[]> members)
    {
        private readonly string[]? networks = one.AppliesTo?.Networks;
        private readonly FrozenSet<string>? types = one.AppliesTo?.Types?.ToFrozenSet(StringComparer.Ordinal);
        private readonly FrozenSet<string>? labels = one.AppliesTo?.Labels?.ToFrozenSet(StringComparer.Ordinal);
        private readonly FrozenSet<string>? rooms = one.AppliesTo?.Rooms?.ToFrozenSet(StringComparer.Ordinal);

        public string Name => one.Class;

        public ulong Bit => bit;

        public bool ByPerson => one.Start == BuiltInClasses.Occasion;

        public FrozenSet<long>? Members { get; } = one.AppliesTo?.Groups?.SelectMany(group => members.GetValueOrDefault(group) ?? []).ToFrozenSet();

        public bool AppliesTo(MessageContext context, ulong inRoom) =>
            (types is null || types.Contains(context.Type))
            && (rooms is null || rooms.Contains(context.Room.RoomId.Value))
            && (networks is null || Array.Exists(networks, n => n == context.HeaderFields.Network || Array.Exists(context.Room.Portals, p => p.Network == n)))
            && (labels is null || (context.HeaderFields.Labels is { } given && Array.Exists(given, labels.Contains)))
            && (Members is null || (inRoom & bit) != 0 || Members.Contains(context.Sender.Id));
    }
}
