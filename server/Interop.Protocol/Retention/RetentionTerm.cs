using System.Runtime.InteropServices;

namespace Interop.Protocol.Retention;

/// <summary>
/// From when to when the body of a record is kept, by all that applies to it (spec 9.4): the latest minimum and the earliest maximum.
/// </summary>
/// <param name="Minimum">Kept up to this moment, excluded; <see cref="Never"/> while an occasion has not come; null for none.</param>
/// <param name="Maximum">Ended from this moment on, included; null: the schedule never ends it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RetentionTerm(DateTimeOffset? Minimum, DateTimeOffset? Maximum)
{
    /// <summary>A minimum that has no end yet.</summary>
    public static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;

    /// <summary>Adds what one class says.</summary>
    /// <param name="minimum">Of the class.</param>
    /// <param name="maximum">Of the class.</param>
    /// <param name="start">From when both count; null while the occasion of the class has not come.</param>
    public RetentionTerm With(RetentionDuration? minimum, RetentionDuration? maximum, DateTimeOffset? start)
    {
        var until = minimum is { } least ? start is { } from ? least.After(from) : Never : (DateTimeOffset?)null;
        var ends = maximum is { } most && start is { } begun ? most.After(begun) : (DateTimeOffset?)null;
        return And(until, ends);
    }

    /// <summary>Adds what was accepted of an event's own <c>retention</c>.</summary>
    public RetentionTerm And(DateTimeOffset? minUntil, DateTimeOffset? maxUntil) => new(
        Minimum is null || minUntil > Minimum ? minUntil ?? Minimum : Minimum,
        Maximum is null || maxUntil < Maximum ? maxUntil ?? Maximum : Maximum);

    /// <summary>What counts before what (spec 9.5).</summary>
    /// <param name="now">The time.</param>
    /// <param name="held">A legal hold has it in its scope.</param>
    /// <param name="erasure">Its erasure was asked for.</param>
    public RetentionVerdict Decide(DateTimeOffset now, bool held, bool erasure)
    {
        if (held)
            return new RetentionVerdict(false, "hold");
        if (now < Minimum)
            return new RetentionVerdict(false, "minimum");
        if (erasure)
            return new RetentionVerdict(true, "erasure");
        return now >= Maximum ? new RetentionVerdict(true, "maximum") : new RetentionVerdict(false, "nothing");
    }
}
