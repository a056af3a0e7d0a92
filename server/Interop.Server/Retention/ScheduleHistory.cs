using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Retention;

namespace Interop.Server.Retention;

/// <summary>
/// Every schedule that was in force, the first before the others, and the occasions that came: enough to say of any record how long it is kept.
/// Immutable.
/// </summary>
/// <param name="versions">In order; the last one is in force.</param>
/// <param name="occasions">By class and row of the person.</param>
internal sealed class ScheduleHistory(IReadOnlyList<ScheduleVersion> versions, IReadOnlyDictionary<(string Class, long Person), DateTimeOffset> occasions)
{
    public ScheduleVersion Current => versions[^1];

    public IReadOnlyList<ScheduleVersion> Versions => versions;

    public DateTimeOffset? OccasionOf(string name, long person) => occasions.TryGetValue((name, person), out var at) ? at : null;

    /// <summary>How long a record is kept by one class, today.</summary>
    /// <param name="name">A class that applied when the record was archived.</param>
    /// <param name="archived">When that was.</param>
    /// <param name="under">The version of the schedule that was in force then.</param>
    /// <param name="person">Row of its sender.</param>
    public RetentionTerm Of(string name, DateTimeOffset archived, long under, long person)
    {
        var current = Current.Find(name);
        var term = Add(new RetentionTerm(), current, Duration(current?.Maximum), archived, person);
        // What has made a minimum earlier since then, and was not approved, does not count for this record (RET-9.16).
        for (var i = versions.Count - 1; i > 0 && versions[i].Version > under; i--)
        {
            if (versions[i].IsUnapproved)
                term = Add(term, versions[i - 1].Find(name), null, archived, person);
        }
        return term;
    }

    /// <summary>How long a record that is archived now is kept by all its classes, and the class that binds: whose minimum is the latest, or else whose maximum is the earliest.</summary>
    public (RetentionTerm Term, RetentionClass? Binding) OfAll(ClassSet classes, DateTimeOffset archived, long person)
    {
        var (all, binding) = (new RetentionTerm(), (RetentionClass?)null);
        foreach (var name in classes.Names)
        {
            var one = Of(name, archived, Current.Version, person);
            if (one.Minimum is { } minimum && (all.Minimum is null || minimum > all.Minimum))
                binding = Current.Find(name);
            all = all.And(one.Minimum, one.Maximum);
        }
        return (all, binding ?? EarliestMaximum(classes, archived, person));
    }

    /// <summary>The class whose maximum comes first; null when none has one.</summary>
    public RetentionClass? EarliestMaximum(ClassSet classes, DateTimeOffset archived, long person) =>
        classes.Names.Select(name => (Class: Current.Find(name), Of(name, archived, Current.Version, person).Maximum)).Where(c => c.Maximum is not null).OrderBy(c => c.Maximum).FirstOrDefault().Class;

    private RetentionTerm Add(RetentionTerm term, RetentionClass? one, RetentionDuration? maximum, DateTimeOffset archived, long person) => one is null
        ? term
        : term.With(Duration(one.Minimum), maximum, one.Start == BuiltInClasses.Archived ? archived : OccasionOf(one.Class, person));

    private static RetentionDuration? Duration(string? text) => text is null ? null : RetentionDuration.Parse(text);
}
