using System.Globalization;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Retention;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>Records that are kept for the same time, as the store has them.</summary>
internal sealed class KeptGroup
{
    public const string Select = "SELECT id, classes, day, version, person, asked_min AS AskedMin, asked_max AS AskedMax, floor_days AS FloorDays, first, last, records FROM retention_groups";

    public long Id { get; init; }

    public string Classes { get; init; } = "";

    public string Day { get; init; } = "";

    public long Version { get; init; }

    public long Person { get; init; }

    /// <summary>Day of the minUntil that was accepted; empty for none.</summary>
    public string AskedMin { get; init; } = "";

    /// <summary>Day of the maxUntil that was accepted; empty for none.</summary>
    public string AskedMax { get; init; } = "";

    /// <summary>Floor of the agreement that was in force; 0 for none.</summary>
    public long FloorDays { get; init; }

    public long First { get; init; }

    public long Last { get; init; }

    public long Records { get; init; }

    public string[] Names => JsonSerializer.Deserialize(Classes, OcipJson.Default.StringArray)!;

    public string Month => Day[..7];

    /// <summary>
    /// How long they are kept, and by which class's maximum they end (null for none). Counted from the end of their day: nothing ends sooner than
    /// it may, and less than a day later.
    /// </summary>
    public (RetentionTerm Term, string? Ends) Term(ScheduleHistory history)
    {
        var archived = EndOf(Day);
        var (all, ends) = (new RetentionTerm(), (string?)null);
        foreach (var name in Names)
        {
            var one = history.Of(name, archived, Version, Person);
            if (one.Maximum is { } maximum && (all.Maximum is null || maximum < all.Maximum))
                ends = name;
            all = all.And(one.Minimum, one.Maximum);
        }
        all = all.And(AskedMin.Length > 0 ? EndOf(AskedMin) : null, null).And(FloorDays > 0 ? archived.AddDays(FloorDays) : null, null);
        // By what its origin asked for it ends under the class under which it is kept here.
        if (AskedMax.Length > 0 && !(all.Maximum <= EndOf(AskedMax)))
            (all, ends) = (all.And(null, EndOf(AskedMax)), Names[0]);
        return (all, ends);
    }

    /// <summary>Of one record; null of one that has none, being no event.</summary>
    public static KeptGroup? Of(SqliteConnection connection, long leaf) => connection.QuerySingleOrDefault<KeptGroup>($"{Select} WHERE id=(SELECT kept_in FROM records WHERE leaf=@leaf)", new { leaf });

    private static DateTimeOffset EndOf(string day) => DateTimeOffset.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddDays(1).AddMilliseconds(-1);

    /// <summary>Those that could have records among these leaves, found by the index of their ends.</summary>
    public static IEnumerable<KeptGroup> Between(SqliteConnection connection, long first, long last) =>
        connection.Query<KeptGroup>($"{Select} WHERE last>=@first AND first<=@last", new { first, last });
}
