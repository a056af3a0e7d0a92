using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Preservation;

/// <summary>
/// Places and releases the holds of this organisation (spec 9.6). A hold is a record and its rows in one commit: before that commit nothing of it
/// is there, after it everything in its scope is kept. Who was not answered asks again with the same id.
/// </summary>
internal sealed class HoldBook(ServerOptions options, Database database, AppendLog log, Cases cases, HoldSignal signal, FaultPoints faults, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>Places a hold, and asks peers for theirs.</summary>
    /// <exception cref="ProblemException">5.5.0 or 5.5.5: not well formed; 5.5.4: no such case; 5.5.2: the id was used for another hold; 5.1.0: only who keeps records places confidential ones.</exception>
    public async Task<HoldRow> PlaceAsync(Principal principal, HoldRequest request)
    {
        var id = (request.Id ?? TransactionId.Create(time)).Value;
        var digest = DigestOf(request);
        Check(principal, request);
        await one.WaitAsync();
        try
        {
            if (Find("", id) is { } known)
                return known.Digest.AsSpan().SequenceEqual(digest) ? known : throw new ProblemException(DecisionCodes.TransactionConflict, "This id names another hold.");
            if (Count("") >= HoldLimits.HoldsPerIssuerMax)
                throw new ProblemException(DecisionCodes.QueueLimit, $"An organisation has at most {HoldLimits.HoldsPerIssuerMax} holds.");
            var now = WireTime.Format(time.GetUtcNow());
            var hold = new HoldRow
            {
                Id = id, CaseId = request.Case, Scope = JsonSerializer.Serialize(request.Scope, OcipJson.Default.HeldScope), Parts = ScopeRules.Parts(request.Scope), Query = request.Scope.Query,
                Searched = request.Scope.Query is null ? null : -1, After = request.Scope.After, Before = request.Scope.Before, Confidential = request.Confidential, Contact = request.Contact,
                Matter = cases.MatterOf(request.Case), Review = request.Review, Author = principal.Account, Reason = request.Why, Effective = now, Digest = digest, State = HoldRow.Placed, Answered = now,
            };
            await KeepAsync(hold, request);
            signal.Set();
            return Find("", id)!;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Releases a hold: its records are back in their schedule, and nothing is ended by it (RET-9.20).</summary>
    /// <exception cref="ProblemException">5.5.4: no such hold, or not for this reader; 5.5.0: no reason.</exception>
    public async Task<HoldRow> ReleaseAsync(Principal principal, string id, string why)
    {
        if (ScopeRules.IsWrong(why, HoldLimits.WhyOctetsMax))
            throw new ProblemException(DecisionCodes.Malformed, $"why: 1 to {HoldLimits.WhyOctetsMax} octets of clean text.");
        await one.WaitAsync();
        try
        {
            var hold = Known(principal, id, "");
            if (hold.State != HoldRow.Placed)
                return hold;
            var now = WireTime.Format(time.GetUtcNow());
            var peers = database.Read(c => c.Query<string>("SELECT peer FROM hold_directives WHERE hold=@N AND action='place' AND (answer IS NULL OR answer='placed') ORDER BY peer", new { hold.N }).AsList());
            var wire = JsonSerializer.SerializeToUtf8Bytes(new HoldDirective { Id = TransactionId.Parse(id), Action = HoldDirective.Release, At = now }, OcipJson.Default.HoldDirective);
            var append = new RecordsAppend([HoldRecord.Of(hold, HoldAnswer.Released, principal.Account, why), .. peers.Select(peer => HoldRecord.ToPeer(hold, peer, principal.Account, why))], (connection, first) =>
            {
                ScopeRows.Delete(connection, hold.N);
                connection.Execute("UPDATE legal_holds SET state='released', answered=@now, released_by=@Account, released_why=@why WHERE n=@N", new { now, principal.Account, why, hold.N });
                // What was never answered may have arrived all the same: the release goes there too, and the placing does not any more.
                connection.Execute("DELETE FROM hold_directives WHERE hold=@N AND action='place' AND answer IS NULL", new { hold.N });
                for (var i = 0; i < peers.Count; i++)
                    connection.Execute("INSERT INTO hold_directives(hold, peer, action, wire, given) VALUES (@N, @peer, 'release', @wire, @given)", new { hold.N, peer = peers[i], wire, given = first + 1 + i });
                faults.Crash(FaultPoints.HoldReleaseBefore);
            });
            log.Enqueue(append);
            await append.Done;
            faults.Crash(FaultPoints.HoldReleaseAfter);
            signal.Set();
            return Find("", id)!;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>A hold, or null.</summary>
    public HoldRow? Find(string issuer, string id) =>
        database.Read(c => c.QuerySingleOrDefault<HoldRow>($"SELECT {HoldRow.Columns} FROM legal_holds WHERE issuer=@issuer AND id=@id", new { issuer, id }));

    /// <summary>A hold that this reader may know of.</summary>
    /// <exception cref="ProblemException">5.5.4: no such hold, or not for this reader.</exception>
    public HoldRow Known(Principal principal, string id, string? issuer)
    {
        var found = database.Read(c => c.Query<HoldRow>($"SELECT {HoldRow.Columns} FROM legal_holds WHERE id=@id AND (@issuer IS NULL OR issuer=@issuer) ORDER BY issuer LIMIT 1", new { id, issuer }).FirstOrDefault());
        return found is not null && (principal.KeepsRecords || !found.Confidential) ? found : throw new ProblemException(DecisionCodes.NotFound, "There is no such hold.");
    }

    public long Count(string issuer) => database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM legal_holds WHERE issuer=@issuer", new { issuer }));

    public void Dispose() => one.Dispose();

    /// <summary>The row and its scope; in the transaction of its record.</summary>
    public static long Insert(Microsoft.Data.Sqlite.SqliteConnection connection, HoldRow hold, long leaf, HeldScope scope, ProviderName own)
    {
        connection.Execute("""
            INSERT INTO legal_holds(id, issuer, case_id, scope, parts, query, searched, after, before, confidential, contact, matter, review, author, reason, effective, leaf, digest, state, code, detail, answered)
            VALUES (@Id, @Issuer, @CaseId, @Scope, @Parts, @Query, @Searched, @After, @Before, @Confidential, @Contact, @Matter, @Review, @Author, @Reason, @Effective, @leaf, @Digest, @State, @Code, @Detail, @Answered)
            """,
            new
            {
                hold.Id, hold.Issuer, hold.CaseId, hold.Scope, hold.Parts, hold.Query, hold.Searched, hold.After, hold.Before, hold.Confidential, hold.Contact, hold.Matter, hold.Review, hold.Author,
                hold.Reason, hold.Effective, leaf, hold.Digest, hold.State, hold.Code, hold.Detail, hold.Answered,
            });
        var n = connection.ExecuteScalar<long>("SELECT last_insert_rowid()");
        if (hold.State == HoldRow.Placed)
            ScopeRows.Insert(connection, n, scope, own);
        return n;
    }

    private async Task KeepAsync(HoldRow hold, HoldRequest request)
    {
        var peers = (request.Peers ?? []).Distinct().ToArray();
        var wire = JsonSerializer.SerializeToUtf8Bytes(new HoldDirective
        {
            Id = TransactionId.Parse(hold.Id), Action = HoldDirective.Place, Issuer = options.Provider, At = hold.Effective, From = hold.Effective, Scope = ScopeRules.ForPeers(request.Scope),
            Review = hold.Review, Confidential = hold.Confidential, Contact = hold.Contact, Matter = hold.Matter,
        }, OcipJson.Default.HoldDirective);
        var append = new RecordsAppend([HoldRecord.Of(hold, HoldAnswer.Placed, hold.Author, hold.Reason), .. peers.Select(peer => HoldRecord.ToPeer(hold, peer.Value, hold.Author, null))], (connection, first) =>
        {
            var n = Insert(connection, hold, first, request.Scope, options.Provider);
            for (var i = 0; i < peers.Length; i++)
                connection.Execute("INSERT INTO hold_directives(hold, peer, action, wire, given) VALUES (@n, @peer, 'place', @wire, @given)", new { n, peer = peers[i].Value, wire, given = first + 1 + i });
            faults.Crash(FaultPoints.HoldPlaceBefore);
        });
        log.Enqueue(append);
        await append.Done;
        faults.Crash(FaultPoints.HoldPlaceAfter);
    }

    private void Check(Principal principal, HoldRequest request)
    {
        if (ScopeRules.FaultOf(request.Scope) is { } wrong)
            throw new ProblemException(wrong.Code, wrong.Detail);
        if (ScopeRules.IsWrong(request.Why, HoldLimits.WhyOctetsMax) || ScopeRules.IsWrong(request.Contact, HoldLimits.ContactOctetsMax) || !ScopeRules.IsTime(request.Review))
            throw new ProblemException(DecisionCodes.Malformed, $"why: 1 to {HoldLimits.WhyOctetsMax} octets; contact: at most {HoldLimits.ContactOctetsMax}; review: a time.");
        if (request.Confidential && !principal.KeepsRecords)
            throw new ProblemException(DecisionCodes.BlockedPolicy, "Confidential holds are for roles that keep records.");
        if (options.Role == ServerRole.Proxy && (request.Scope.Query is not null || request.Peers is { Length: > 0 }))
            throw new ProblemException(DecisionCodes.Malformed, "A proxy of its own has neither an index nor peers: its holds have rooms, users, events, networks and times.");
        if (request.Scope.Query is { } query)
            HeldSearch.Check(query);
        if (request.Peers is not { Length: > 0 } peers)
            return;
        if (peers.Length > HoldLimits.PeersMax || peers.Contains(options.Provider))
            throw new ProblemException(DecisionCodes.Malformed, $"peers: at most {HoldLimits.PeersMax} other providers.");
        if (request.Contact is null || request.Scope.Networks is not null || request.Scope.Query is not null)
            throw new ProblemException(DecisionCodes.Malformed, "Peers are told a contact, and a scope of rooms, users, events and times.");
    }

    private static byte[] DigestOf(HoldRequest request) => SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(request with { Id = null }, OcipJson.Default.HoldRequest)));
}
