using System.Collections.Frozen;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Retention;

namespace Interop.Server.Retention;

/// <summary>One schedule that was in force.</summary>
internal sealed class ScheduleVersion(long version, RetentionClass[] classes)
{
    private readonly FrozenDictionary<string, RetentionClass> byName = classes.ToFrozenDictionary(c => c.Class, StringComparer.Ordinal);

    public long Version { get; } = version;

    public RetentionClass[] Classes { get; } = classes;

    /// <summary>Some class has a minimum or a maximum.</summary>
    public bool Asks { get; } = Array.Exists(classes, c => c.Minimum is not null || c.Maximum is not null);

    public string? At { get; init; }

    public string? Author { get; init; }

    /// <summary>Some minimum ends earlier than in the version before, and nobody else has approved it: older records keep theirs.</summary>
    public bool IsUnapproved { get; init; }

    public string? ApprovedBy { get; init; }

    public RetentionClass? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Whether some record could be kept for a shorter time by the other schedule than by this one.</summary>
    public bool IsShortenedBy(ScheduleVersion other) => Classes.Any(one => one.Minimum is not null && Shortens(one, other.Find(one.Class)));

    /// <summary>Durations of months and of days are compared by what they come to, from every day of a cycle of leap years.</summary>
    private static bool Shortens(RetentionClass from, RetentionClass? to)
    {
        if (to?.Minimum is null || to.Start != from.Start)
            return true;
        var (before, after) = (RetentionDuration.Parse(from.Minimum!), RetentionDuration.Parse(to.Minimum));
        if (after.Months >= before.Months && after.Days >= before.Days)
            return false;
        var day = new DateTimeOffset(2096, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return Enumerable.Range(0, (9 * 366) + 1).Any(n => after.After(day.AddDays(n)) < before.After(day.AddDays(n)));
    }
}
