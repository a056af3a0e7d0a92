using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Identity;
using Interop.Server.Search;
using Interop.Server.Storage;

namespace Interop.Server.Subjects;

/// <summary>Requests of people as the archive's API shows them (spec 9.9): alike verdicts together, of a request that waits as they would be now.</summary>
internal sealed class SubjectViews(Database database, UserDirectory known, SubjectFinder finder, SubjectVerdicts verdicts)
{
    private const int ListMax = 1000;

    /// <summary>The newest first; of those that wait without verdicts, which would have to be computed.</summary>
    public SubjectView[] List() =>
        [.. database.Read(c => c.Query<SubjectRow>($"SELECT {SubjectRow.Columns} FROM subject_requests ORDER BY n DESC LIMIT {ListMax}").AsList()).Select(row => View(row, Known(row)))];

    public SubjectView Of(SubjectRow row) => View(row, row.State is SubjectRow.Waiting or SubjectRow.Approved ? Preview(row) : Known(row));

    private SubjectView View(SubjectRow row, SubjectCount[] counts)
    {
        var users = JsonSerializer.Deserialize(row.Users, OcipJson.Default.UserIdArray)!;
        // Whose name was erased is called by the id, which stands in users.
        var people = users.Select(known.Find).OfType<User>().Where(u => u.DisplayName != u.UserId.Local).Select(NameFinder.PersonOf).ToArray();
        return new SubjectView
        {
            Request = TransactionId.Parse(row.Id), Issuer = row.Issuer.Length == 0 ? null : ProviderName.Parse(row.Issuer), Kind = row.Kind, State = row.State,
            Users = users, People = people.Length == 0 ? null : people, Basis = row.Basis, By = row.Author, At = row.At, Due = row.Due, ApprovedBy = row.ApprovedBy, Verdicts = counts,
        };
    }

    private SubjectCount[] Known(SubjectRow row) => database.Read(c => c.Query<(string Verdict, string? Until, string? Basis, string? Certificate, long Count)>("""
        SELECT verdict, until, basis, certificate, count(*) FROM subject_verdicts WHERE request=@N GROUP BY verdict, until, basis, certificate ORDER BY verdict, until, certificate
        """, new { row.N }).Select(v => Count(new SubjectReason(v.Verdict, v.Until, v.Basis, Certificate: v.Certificate), v.Count)).ToArray());

    private SubjectCount[] Preview(SubjectRow row)
    {
        var people = finder.People(row);
        var leaves = database.Read(c => row.Issuer.Length > 0 ? c.Query<long>("SELECT DISTINCT leaf FROM subject_events WHERE request=@N AND leaf IS NOT NULL", new { row.N }).ToArray()
            : row.Kind == SubjectRequest.Objection ? SubjectFinder.Sealed(c, people) : SubjectFinder.Concerned(c, people));
        return [.. verdicts.Of([.. leaves]).Values.GroupBy(reason => reason with { IsHeld = false }).OrderBy(g => g.Key.Verdict, StringComparer.Ordinal).ThenBy(g => g.Key.Until, StringComparer.Ordinal).Select(g => Count(g.Key, g.LongCount()))];
    }

    private static SubjectCount Count(SubjectReason reason, long count) => new(
        reason.Verdict ?? SubjectVerdict.Pending, count, reason.Until, reason.Basis, reason.Article, reason.Certificate is { } certificate ? TransactionId.Parse(certificate) : null);
}
