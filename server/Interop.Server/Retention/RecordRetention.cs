using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Retention;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Preservation;
using Interop.Server.Storage;

namespace Interop.Server.Retention;

/// <summary>Says of one record how long it is kept, and why: by its own time, to the millisecond.</summary>
internal sealed class RecordRetention(Database database, Assignment assignment, TimeProvider time)
{
    /// <summary>Null when there is no such record.</summary>
    public RetentionView? Of(long index, Principal asking) => database.Read(connection =>
    {
        if (connection.QuerySingleOrDefault<Row>("""
            SELECT r.record, r.sender, r.ended, g.version, g.asked_min || g.asked_max AS Asked, g.floor_by AS FloorBy, g.floor_days AS FloorDays, (SELECT certificate FROM endings e WHERE e.begun=r.ended) AS Certificate
            FROM records r LEFT JOIN retention_groups g ON g.id=r.kept_in WHERE r.leaf=@index
            """, new { index }) is not { } row)
            return null;
        using var record = JsonDocument.Parse(row.Record);
        var (term, classes) = row.Version is null ? (new RetentionTerm(), []) : Applied(record.RootElement, row);
        var mayKnow = asking.Has(Permissions.Hold);
        // Who may not know of a hold is told what the schedule says, and nothing else.
        var holds = mayKnow ? LegalHolds.Matches(connection, [index]).Count(m => !m.Confidential || asking.Has(Permissions.Retention)) : 0;
        var verdict = row.Ended is not null ? new RetentionVerdict(true, "ended") : term.Decide(time.GetUtcNow(), holds > 0, erasure: false);
        return new RetentionView(index, classes, verdict.Ends ? "end" : "keep", verdict.Reason, Text(term.Minimum), Text(term.Maximum), mayKnow ? holds : null, row.Certificate);
    });

    /// <summary>How long records are kept. A minimum is null for none, and <see cref="RetentionTerm.Never"/> while an occasion has not come.</summary>
    /// <param name="leaves">Of events; others have no term.</param>
    public IReadOnlyDictionary<long, RetentionTerm> Terms(LeafRanges leaves) => TermsWithBasis(leaves).ToDictionary(t => t.Key, t => t.Value.Term);

    /// <summary>The same with the basis of the class whose minimum is the latest; null where no class has one.</summary>
    public IReadOnlyDictionary<long, (RetentionTerm Term, string? Basis)> TermsWithBasis(LeafRanges leaves) => database.Read(connection =>
    {
        var found = new Dictionary<long, (RetentionTerm, string?)>();
        foreach (var range in leaves)
        {
            foreach (var row in connection.Query<Row>("""
                SELECT r.leaf, r.record, r.sender, g.version, g.asked_min || g.asked_max AS Asked, g.floor_by AS FloorBy, g.floor_days AS FloorDays FROM records r JOIN retention_groups g ON g.id=r.kept_in WHERE r.leaf BETWEEN @First AND @Last
                """, new { range.First, range.Last }, buffered: false))
            {
                using var record = JsonDocument.Parse(row.Record);
                var (term, classes) = Applied(record.RootElement, row);
                var latest = Text(term.Minimum);
                found[row.Leaf] = (term, latest is null ? null : Array.Find(classes, c => c.KeptUntil == latest)?.Basis);
            }
        }
        return found;
    });

    private (RetentionTerm Term, AppliedClass[] Classes) Applied(JsonElement record, Row row)
    {
        var (history, archived) = (assignment.History, WireTime.Parse(record.GetProperty("at").GetString()!));
        var (all, classes) = (new RetentionTerm(), new List<AppliedClass>());
        foreach (var name in ClassSet.NamesOf(record))
        {
            var one = history.Of(name, archived, row.Version ?? 0, row.Sender ?? 0);
            all = all.And(one.Minimum, one.Maximum);
            classes.Add(new AppliedClass(name, history.Current.Find(name)?.Basis, Text(one.Minimum), Text(one.Maximum)));
        }
        if (row.Asked is { Length: > 0 } && record.GetProperty("header").Deserialize(OcipJson.Default.EventHeader) is { Retention: { } asked } header)
        {
            all = all.And(Time(asked.MinUntil), Time(asked.MaxUntil));
            classes.Add(new AppliedClass(asked.Class, asked.Basis, asked.MinUntil, asked.MaxUntil) { By = header.Origin });
        }
        if (row.FloorDays > 0)
        {
            var floor = archived.AddDays(row.FloorDays);
            all = all.And(floor, null);
            classes.Add(new AppliedClass("floor", RetentionAnswers.FloorBasis((int)row.FloorDays), WireTime.Format(floor), null) { By = ProviderName.Parse(row.FloorBy) });
        }
        return (all, [.. classes]);
    }

    private static DateTimeOffset? Time(string? text) => text is null ? null : WireTime.Parse(text);

    private static string? Text(DateTimeOffset? at) => at is not { } time ? null : time == RetentionTerm.Never ? "never" : WireTime.Format(time);

    private sealed class Row
    {
        public long Leaf { get; init; }

        public byte[] Record { get; init; } = [];

        public long? Sender { get; init; }

        public long? Ended { get; init; }

        public long? Version { get; init; }

        /// <summary>Days of what was accepted of the event's own retention; empty for nothing.</summary>
        public string? Asked { get; init; }

        public string FloorBy { get; init; } = "";

        public long FloorDays { get; init; }

        public string? Certificate { get; init; }
    }
}
