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
using Interop.Server.Inbound;
using Interop.Server.Preservation;
using Interop.Server.Storage;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Subjects;

/// <summary>
/// Notices of peers (spec 9.9): a request about events of the peer's people, decided here by what keeps our copies. What nothing keeps is pending until somebody has approved
/// it, or 30 days have passed.
/// </summary>
internal sealed class SubjectNotices(Database database, AppendLog log, EventLookup events, SubjectBook book, SubjectVerdicts verdicts, SubjectSignal signal, TimeProvider time) : IDisposable
{
    private const int NoticesPerIssuerMax = 10_000;
    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>Takes a notice; the same again is answered with the verdicts as they stand.</summary>
    /// <exception cref="ProblemException">5.5.0: not well formed; 5.5.5: too many events; 5.1.0: an event of others; 5.5.2: the id has other content; 4.2.0: too many notices.</exception>
    public async Task<SubjectAnswer> TakeAsync(ProviderName issuer, SubjectNotice notice)
    {
        Check(issuer, notice);
        var digest = SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(notice, OcipJson.Default.SubjectNotice)));
        await one.WaitAsync();
        try
        {
            if (book.Find(issuer.Value, notice.Id.Value) is { } known)
                return known.Digest.AsSpan().SequenceEqual(digest) ? Answer(known, notice) : throw new ProblemException(DecisionCodes.TransactionConflict, "This id names another notice.");
            if (database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM subject_requests WHERE issuer=@issuer", new { issuer = issuer.Value })) >= NoticesPerIssuerMax)
                throw new ProblemException(DecisionCodes.QueueLimit, $"{issuer} has {NoticesPerIssuerMax} notices here; there is no room for another.");
            var found = notice.Events.Select(ev => (Event: ev, Leaf: LeafOf(issuer, ev))).ToList();
            var row = new SubjectRow
            {
                Issuer = issuer.Value, Id = notice.Id.Value, Kind = notice.Kind, State = found.Exists(f => f.Leaf is not null) ? SubjectRow.Waiting : SubjectRow.Done, Basis = notice.Basis, Author = $"peer:{issuer}",
                At = WireTime.Format(time.GetUtcNow()), Due = WireTime.Format(time.GetUtcNow() + SubjectBook.DecidedWithin), Digest = digest,
            };
            await log.AppendAsync(SubjectRecord.Of(row, SubjectRecord.Received, row.Author), (connection, leaf) =>
            {
                var n = SubjectBook.Insert(connection, row, leaf);
                connection.Execute("INSERT INTO subject_events(request, n, event, leaf) VALUES (@n, @place, @Event, @Leaf)", found.Select((f, place) => new { n, place, Event = f.Event.Value, f.Leaf }));
            });
            signal.Set();
            return Answer(book.Find(issuer.Value, notice.Id.Value)!, notice);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private static void Check(ProviderName issuer, SubjectNotice notice)
    {
        if (notice.Issuer != issuer)
            throw new ProblemException(DecisionCodes.Malformed, "issuer is the provider that signs the request.");
        if (notice.Kind is not (SubjectRequest.Erasure or SubjectRequest.Objection) || !WireTime.TryParse(notice.At, out _) || ScopeRules.IsWrong(notice.Basis, SubjectBook.BasisOctetsMax) || notice.Events.Length == 0)
            throw new ProblemException(DecisionCodes.Malformed, $"kind is erasure or objection, at a time, basis 1 to {SubjectBook.BasisOctetsMax} octets of clean text, and events are named.");
        if (notice.Events.Length > Tellings.EventsMax)
            throw new ProblemException(DecisionCodes.TooLarge, $"A notice has at most {Tellings.EventsMax} events.");
    }

    /// <summary>Null: we do not have it.</summary>
    private long? LeafOf(ProviderName issuer, EventId ev)
    {
        if (events.Find(ev) is not { } found)
            return null;
        var origin = database.Read(c => c.ExecuteScalar<string>("SELECT json_extract(CAST(record AS TEXT), '$.header.origin') FROM records WHERE leaf=@Leaf", new { found.Leaf }));
        return origin == issuer.Value ? found.Leaf : throw new ProblemException(DecisionCodes.BlockedPolicy, "A notice is about events of the issuer's own people.");
    }

    private SubjectAnswer Answer(SubjectRow row, SubjectNotice notice)
    {
        var rows = database.Read(c => c.Query<(string Event, long? Leaf)>("SELECT event, leaf FROM subject_events WHERE request=@N ORDER BY n", new { row.N }).AsList());
        var now = verdicts.Of([.. rows.Where(r => r.Leaf is not null).Select(r => r.Leaf!.Value).Distinct()]);
        return new SubjectAnswer(notice.Id, [.. rows.Select(r => Verdict(row, EventId.Parse(r.Event), r.Leaf is { } leaf ? now[leaf] : new SubjectReason(SubjectVerdict.NotHeld)))]);
    }

    private static SubjectVerdict Verdict(SubjectRow row, EventId ev, SubjectReason reason) => reason.Verdict switch
    {
        // A person here decided that it stays.
        null when row.State == SubjectRow.Refused => new SubjectVerdict(ev, SubjectVerdict.Kept, null, SubjectReason.LegalClaims),
        null => new SubjectVerdict(ev, SubjectVerdict.Pending),
        // The issuer of a notice is no role that keeps records: it learns of no hold.
        SubjectVerdict.Kept => new SubjectVerdict(ev, SubjectVerdict.Kept, reason.Until, reason.Until is null ? SubjectReason.LegalClaims : reason.Basis),
        { } other => new SubjectVerdict(ev, other),
    };
}
