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
    public const string Select = "SELECT id, classes, day, version, person, first, last, records FROM retention_groups";

    public long Id { get; init; }

    public string Classes { get; init; } = "";

    public string Day { get; init; } = "";

    public long Version { get; init; }

    public long Person { get; init; }

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
        var archived = DateTimeOffset.ParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddDays(1).AddMilliseconds(-1);
        var (all, ends) = (new RetentionTerm(), (string?)null);
        foreach (var name in Names)
        {
            var one = history.Of(name, archived, Version, Person);
            if (one.Maximum is { } maximum && (all.Maximum is null || maximum < all.Maximum))
                ends = name;
            all = all.And(one.Minimum, one.Maximum);
        }
        return (all, ends);
    }

    /// <summary>Those that could have records among these leaves, found by the index of their ends.</summary>
    public static IEnumerable<KeptGroup> Between(SqliteConnection connection, long first, long last) =>
        connection.Query<KeptGroup>($"{Select} WHERE last>=@first AND first<=@last", new { first, last });
}
