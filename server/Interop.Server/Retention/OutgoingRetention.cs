using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Retention;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Peers;
using Interop.Server.Rooms;

namespace Interop.Server.Retention;

/// <summary>
/// Writes <c>retention</c> into the headers of own events, from the schedule (RET-9.1), where everybody in the room understands it (RET-9.2).
/// </summary>
internal sealed class OutgoingRetention(Assignment assignment, PeerDirectories directories, TimeProvider time)
{
    /// <summary>The capability (spec 18) that headers may have it.</summary>
    public const string Capability = "retention";

    /// <summary>The header with what the schedule asks for; as it is when that is nothing, or somebody there would not understand it.</summary>
    public EventHeader With(EventHeader header, Room room, User sender)
    {
        if (!room.IsFederated || !RetentionRules.IsFor(header.Type))
            return header;
        var current = assignment.History.Current;
        if (!current.Asks || !Array.TrueForAll(room.Peers, Understands) || (!room.IsOrderedHere && !Understands(room.Hub)))
            return header;
        // What is written by a clock that is ahead is kept from its own time on.
        var now = time.GetUtcNow();
        var from = WireTime.TryParse(header.Created, out var created) && created > now ? created : now;
        return Of(assignment.Matcher.Of(room, sender.Id, header), from, sender.Id) is { } asked ? header with { Retention = asked } : header;
    }

    private EventRetention? Of(ClassSet classes, DateTimeOffset from, long person)
    {
        var (term, binding) = assignment.History.OfAll(classes, from, person);
        // A minimum whose occasion has not come has no end that could be told.
        var minimum = term.Minimum == RetentionTerm.Never ? null : term.Minimum;
        var maximum = term.Minimum > term.Maximum ? minimum : term.Maximum;
        return minimum is null && maximum is null
            ? null
            : new EventRetention(classes.First, Text(minimum), Text(maximum), binding?.Jurisdiction, binding?.Basis);
    }

    private bool Understands(ProviderName peer) => directories.Known(peer)?.Document.Capabilities?.Contains(Capability, StringComparer.Ordinal) == true;

    private static string? Text(DateTimeOffset? at) => at is { } known ? WireTime.Format(known) : null;
}
