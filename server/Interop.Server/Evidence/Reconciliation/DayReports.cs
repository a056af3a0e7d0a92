using System.Globalization;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Storage;

namespace Interop.Server.Evidence.Reconciliation;

/// <summary>The books of several days beside each other, without their lines of rooms and people, which can be many (spec 08.13).</summary>
internal sealed class DayReports(Database database, Reconciliations reconciliations, TimeProvider time)
{
    /// <summary>Days at most.</summary>
    public const int DaysMax = 92;

    /// <summary>The newest first; today's is made now.</summary>
    public async Task<ReconciliationDays> OfAsync(DateOnly from, DateOnly to, CancellationToken stop)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var days = new List<ReconciliationDay>();
        if (from <= today && today <= to && await reconciliations.FindAsync(Text(today), stop) is { Final: false } open)
            days.Add(new ReconciliationDay { Date = open.Date, At = open.At, Final = open.Final, Totals = open.Totals, Sources = open.Sources, Gaps = open.Gaps });
        // The store takes the long parts away, so that they are not read by anybody.
        var kept = database.Read(c => c.Query<string>("""
            SELECT json_remove(CAST(document AS TEXT), '$.rooms', '$.people', '$.log', '$.first', '$.next', '$.signature') FROM reconciliations WHERE date BETWEEN @first AND @last ORDER BY date DESC
            """, new { first = Text(from), last = Text(to) }).AsList());
        days.AddRange(kept.Select(document => JsonSerializer.Deserialize(document, OcipJson.Default.ReconciliationDay)!));
        return new ReconciliationDays([.. days]);
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
