using System.Text.Json;
using Dapper;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Time;
using Interop.Server.Preservation;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Subjects;

/// <summary>
/// Comes to the verdicts on records (spec 9.5, 9.9), for the whole set at once: a legal hold keeps, a minimum keeps, and what nothing keeps may be ended. Of a
/// confidential hold only that legal claims stand against it.
/// </summary>
internal sealed class SubjectVerdicts(Database database, TimeProvider time, KeptUntil minimums)
{
    /// <summary>The verdict on each of the leaves, as it would be now. A null verdict: nothing stands against its end.</summary>
    public IReadOnlyDictionary<long, SubjectReason> Of(IReadOnlyCollection<long> leaves)
    {
        var kept = minimums(LeafRanges.Of(leaves.Order()));
        return database.Read(connection =>
        {
            var held = LegalHolds.Matches(connection, leaves).GroupBy(m => m.Leaf).ToDictionary(g => g.Key, g => g.All(m => m.Confidential));
            var standing = Standing(connection, leaves);
            return leaves.ToDictionary(leaf => leaf, leaf => standing[leaf] is { } gone ? gone : Reason(leaf, held, kept));
        });
    }

    /// <summary>Erased with its certificate, or not held; null of what has a body.</summary>
    private static Dictionary<long, SubjectReason?> Standing(SqliteConnection connection, IReadOnlyCollection<long> leaves) => connection.Query<(long Leaf, bool HasBody, string? Certificate)>("""
        SELECT r.leaf, r.body IS NOT NULL OR EXISTS (SELECT 1 FROM redactions d WHERE d.leaf=r.leaf), (SELECT certificate FROM endings e WHERE e.begun=r.ended)
        FROM records r WHERE r.leaf IN (SELECT value FROM json_each(@leaves))
        """, new { leaves = JsonSerializer.Serialize(leaves) })
        .ToDictionary(r => r.Leaf, r => r.HasBody ? null : r.Certificate is { } certificate ? new SubjectReason(SubjectVerdict.Erased, Certificate: certificate) : new SubjectReason(SubjectVerdict.NotHeld));

    private SubjectReason Reason(long leaf, Dictionary<long, bool> held, IReadOnlyDictionary<long, (DateTimeOffset? Until, string Basis)> kept)
    {
        var isHeld = held.TryGetValue(leaf, out var confidential);
        if (kept.TryGetValue(leaf, out var minimum) && (minimum.Until is not { } until || until > time.GetUtcNow()))
            return new SubjectReason(SubjectVerdict.Kept, minimum.Until is { } lapses ? EndOfDay(lapses) : null, minimum.Basis, isHeld);
        return isHeld ? new SubjectReason(SubjectVerdict.Kept, null, confidential ? SubjectReason.LegalClaims : SubjectReason.LegalHold, true) : new SubjectReason(null);
    }

    /// <summary>Alike verdicts stand together, and those of a day lapse together.</summary>
    private static string EndOfDay(DateTimeOffset at)
    {
        var day = new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero);
        return WireTime.Format(day == at ? at : day < DateTimeOffset.MaxValue.AddDays(-1) ? day.AddDays(1) : at);
    }
}
