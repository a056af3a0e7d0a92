using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Events;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Retention;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Rooms;

namespace Interop.Server.Retention;

/// <summary>Answers what others ask of our copies of their events (spec 9.3), from our own schedule. Legal holds have no part in it: nobody is told of them.</summary>
internal sealed class RetentionAnswers(ServerOptions options, Assignment assignment, TimeProvider time)
{
    /// <summary>Less than this is no difference: clocks differ, and what is due is ended by whole days (spec 9.3).</summary>
    public static readonly TimeSpan Difference = TimeSpan.FromDays(1);

    /// <summary>The answer; null of an own event, and of one that asks for nothing.</summary>
    public RetentionAnswer? Of(Room room, User sender, EventHeader header)
    {
        if (header.Retention is not { } asked || header.Origin == options.Provider)
            return null;
        var now = time.GetUtcNow();
        var (term, binding) = assignment.History.OfAll(assignment.Matcher.Of(room, sender.Id, header), now, sender.Id);
        if (assignment.FloorOf(room) is { Days: > 0 } floor && !(term.Minimum >= now.AddDays(floor.Days)))
            (term, binding) = (term.And(now.AddDays(floor.Days), null), new RetentionClass(binding?.Class ?? BuiltInClasses.DefaultName, BuiltInClasses.Archived, FloorBasis(floor.Days)));
        if (asked.MinUntil is { } from && EndOf(term) is { } ends && ends + Difference < WireTime.Parse(from))
            return new RetentionAnswer(RetentionAnswer.Cannot, WireTime.Format(ends), assignment.History.EarliestMaximum(assignment.Matcher.Of(room, sender.Id, header), now, sender.Id)?.Basis);
        if (asked.MaxUntil is { } to && term.Minimum is { } keeps && (keeps == RetentionTerm.Never || keeps > WireTime.Parse(to) + Difference))
            return new RetentionAnswer(RetentionAnswer.Stricter, keeps == RetentionTerm.Never ? null : WireTime.Format(keeps), binding?.Basis);
        return new RetentionAnswer(RetentionAnswer.Accepted);
    }

    /// <summary>What an agreement's floor is called where a basis is shown.</summary>
    public static string FloorBasis(int days) => $"agreement: at least {days} days";

    /// <summary>When the schedule ends it; null for never.</summary>
    private static DateTimeOffset? EndOf(in RetentionTerm term) => term.Maximum is { } maximum && term.Minimum > maximum ? term.Minimum : term.Maximum;
}
