using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Preservation;
using Interop.Server.Storage;

namespace Interop.Server.Subjects;

/// <summary>Requests of people as they come, are approved by a second person, and are refused (spec 9.9). What they end is the worker's.</summary>
internal sealed class SubjectBook(Database database, AppendLog log, SubjectFinder finder, SubjectSignal signal, TimeProvider time) : IDisposable
{
    public const int BasisOctetsMax = 128;

    /// <summary>By when a request is to be decided (RET-9.44, RET-9.58).</summary>
    public static readonly TimeSpan DecidedWithin = TimeSpan.FromDays(30);

    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>Takes a request. Access, and the objection to a recording, need nobody's approval.</summary>
    /// <exception cref="ProblemException">5.5.0: not well formed; 5.5.4: nobody is known so; 5.5.2: the id was used for another request.</exception>
    public async Task<SubjectRow> TakeAsync(Principal principal, SubjectRequest request)
    {
        if (request.Kind is not (SubjectRequest.Access or SubjectRequest.Erasure or SubjectRequest.Objection) || ScopeRules.IsWrong(request.Basis, BasisOctetsMax))
            throw new ProblemException(DecisionCodes.Malformed, $"kind is access, erasure or objection; basis has 1 to {BasisOctetsMax} octets of clean text.");
        if (request.User is null == (request.Network is null || request.Account is null) || (request.User is not null && (request.Network ?? request.Account) is not null))
            throw new ProblemException(DecisionCodes.Malformed, "The person is named by user, or by network and account.");
        var people = finder.People(request.User, request.Network, request.Account);
        var id = (request.Id ?? TransactionId.Create(time)).Value;
        // What is kept of a request names nobody: not even the digest of the account that it was asked with.
        var digest = SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(
            request with { Id = null, User = people.Count > 0 ? people[0].Id : null, Network = null, Account = null }, OcipJson.Default.SubjectRequest)));
        await one.WaitAsync();
        try
        {
            if (Find("", id) is { } known)
                return people.Count == 0 || known.Digest.AsSpan().SequenceEqual(digest) ? known : throw new ProblemException(DecisionCodes.TransactionConflict, "This id names another request.");
            if (people.Count == 0)
                throw new ProblemException(DecisionCodes.NotFound, "Nobody is known here so.");
            var row = new SubjectRow
            {
                Id = id, Kind = request.Kind, Users = JsonSerializer.Serialize([.. people.Select(p => p.Id)], OcipJson.Default.UserIdArray), Basis = request.Basis, Author = principal.Account,
                At = WireTime.Format(time.GetUtcNow()), Due = WireTime.Format(time.GetUtcNow() + DecidedWithin), Digest = digest,
                State = request.Kind switch { SubjectRequest.Access => SubjectRow.Done, SubjectRequest.Objection => SubjectRow.Approved, _ => SubjectRow.Waiting },
            };
            await log.AppendAsync(SubjectRecord.Of(row, SubjectRecord.Received, principal.Account), (connection, leaf) => Insert(connection, row, leaf));
            signal.Set();
            return Find("", id)!;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>A second person approves; from then on it is carried out (RET-9.73).</summary>
    /// <exception cref="ProblemException">5.5.4: no such request; 5.1.0: the same person; 5.5.2: it does not wait.</exception>
    public Task<SubjectRow> ApproveAsync(Principal principal, string id) => DecideAsync(principal, id, SubjectRow.Approved, null);

    /// <summary>Refuses a request that waits.</summary>
    /// <exception cref="ProblemException">As of approving; 5.5.0: no reason.</exception>
    public Task<SubjectRow> RefuseAsync(Principal principal, string id, string why) => ScopeRules.IsWrong(why, HoldLimits.WhyOctetsMax)
        ? throw new ProblemException(DecisionCodes.Malformed, $"why: 1 to {HoldLimits.WhyOctetsMax} octets of clean text.")
        : DecideAsync(principal, id, SubjectRow.Refused, why);

    /// <summary>A request of this id, our own before those of peers.</summary>
    /// <exception cref="ProblemException">5.5.4: there is none.</exception>
    public SubjectRow Known(string id) => database.Read(c => c.Query<SubjectRow>($"SELECT {SubjectRow.Columns} FROM subject_requests WHERE id=@id ORDER BY issuer LIMIT 1", new { id }).FirstOrDefault())
        ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such request.");

    public SubjectRow? Find(string issuer, string id) =>
        database.Read(c => c.QuerySingleOrDefault<SubjectRow>($"SELECT {SubjectRow.Columns} FROM subject_requests WHERE issuer=@issuer AND id=@id", new { issuer, id }));

    public static long Insert(Microsoft.Data.Sqlite.SqliteConnection connection, SubjectRow row, long leaf)
    {
        connection.Execute("""
            INSERT INTO subject_requests(issuer, id, kind, state, users, basis, author, at, due, approved_by, digest, leaf)
            VALUES (@Issuer, @Id, @Kind, @State, @Users, @Basis, @Author, @At, @Due, @ApprovedBy, @Digest, @leaf)
            """, new { row.Issuer, row.Id, row.Kind, row.State, row.Users, row.Basis, row.Author, row.At, row.Due, row.ApprovedBy, row.Digest, leaf });
        return connection.ExecuteScalar<long>("SELECT last_insert_rowid()");
    }

    public void Dispose() => one.Dispose();

    private async Task<SubjectRow> DecideAsync(Principal principal, string id, string state, string? why)
    {
        await one.WaitAsync();
        try
        {
            var row = Known(id);
            if (row.State == state && row.ApprovedBy == principal.Account)
                return row;
            if (row.State != SubjectRow.Waiting)
                throw new ProblemException(DecisionCodes.TransactionConflict, $"The request does not wait; it is {row.State}.");
            if (row.Author == principal.Account && state == SubjectRow.Approved)
                throw new ProblemException(DecisionCodes.BlockedPolicy, "A second person approves: not the one who asked.");
            await log.AppendAsync(SubjectRecord.Of(row, state, principal.Account, why), (connection, _) =>
                connection.Execute("UPDATE subject_requests SET state=@state, approved_by=@Account WHERE n=@N", new { state, principal.Account, row.N }));
            signal.Set();
            return Known(id);
        }
        finally
        {
            one.Release();
        }
    }
}
