using System.Security.Cryptography;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Pipeline;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Inbound;

/// <summary>
/// The durable inbox: events that were accepted (2.1.0) before they could be decided on, because a policy could not answer and the
/// failure policy is "queue". With "closed" nothing is accepted and the sender keeps it (4.1.1). An event that is decided at once is never
/// here: its row would be opened and closed by the same commit (spec/decisions/0004).
/// </summary>
internal sealed class Inbox(ServerOptions options, AppendLog log, Database database, FaultPoints faults, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim filled = new(0);

    public void Dispose() => filled.Dispose();

    /// <summary>The failure policy applied to an event that could not be decided on; answers its sender.</summary>
    public async Task KeepAsync(MessageContext context)
    {
        if (context.InboxRow is not null)
        {
            // Still undecided: its row stays, and it is tried again.
            context.Fail(DecisionCodes.AcceptedArchivePending, DecisionCodes.AcceptedArchivePending.Meaning);
            return;
        }
        if (Answered(context) is { } told)
        {
            context.Complete(told);
            return;
        }
        // A peer keeps what it sends until it is answered for good: its outbox is the queue.
        if (options.FailurePolicy != FailurePolicy.Queue || context.ComesIn)
        {
            context.Fail(DecisionCodes.ProxyUnavailable, DecisionCodes.ProxyUnavailable.Meaning);
            return;
        }
        try
        {
            await log.WriteAsync(connection => Insert(connection, context));
        }
        catch (SqliteException)
        {
            context.Fail(DecisionCodes.ArchiveUnavailable, DecisionCodes.ArchiveUnavailable.Meaning);
            return;
        }
        context.Room.CountInbox(1);
        faults.Crash(FaultPoints.InboxAfter);
        filled.Release();
        context.Complete(Pending(context.EventId));
    }

    /// <summary>The answer that was given to this draft when it was put in; null when it is not here.</summary>
    public SubmitResult? Answered(MessageContext context)
    {
        var header = database.Read(c => c.QuerySingleOrDefault<byte[]?>("SELECT header FROM inbox WHERE submitter=@submitter AND txn=@txn AND n=@n",
            new { submitter = context.Principal.SubmitterId, txn = context.Transaction.ToByteArray(bigEndian: true), n = context.Ordinal }));
        return header is null ? null : Pending(EventId.Of(SHA256.HashData(header)));
    }

    /// <summary>What waits, oldest first.</summary>
    public IReadOnlyList<InboxRow> Waiting(int max) => database.Read(c => c.Query<InboxRow>("""
        SELECT id, room_id AS RoomRow, sender AS SenderRow, submitter, network, txn AS "Transaction", n AS Ordinal, digest AS DraftDigest, header, opened(body) AS body FROM inbox ORDER BY id LIMIT @max
        """, new { max }).AsList());

    /// <summary>Returns when something was put in, or after the delay.</summary>
    public async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) => await filled.WaitAsync(delay, cancellationToken);

    private static SubmitResult Pending(EventId id) => new() { Code = DecisionCodes.AcceptedArchivePending.Code, Event = id };

    private int Insert(SqliteConnection connection, MessageContext context) => connection.Execute("""
        INSERT INTO inbox(room_id, sender, submitter, network, txn, n, digest, header, body, received)
        VALUES (@room, @sender, @submitter, @network, @txn, @n, @digest, @header, @body, @received) ON CONFLICT DO NOTHING
        """,
        new
        {
            room = context.Room.Id, sender = context.Sender.Id, submitter = context.Principal.SubmitterId, network = context.Principal.Network,
            txn = context.Transaction.ToByteArray(bigEndian: true), n = context.Ordinal, digest = context.DraftDigest, header = context.Header,
            body = database.Vault.Encrypt(connection, context.Body, new KeyGroup(KeyGroup.DefaultClass, KeyGroup.PeriodOf(time.GetUtcNow()), context.Sender.Id)),
            received = WireTime.Format(time.GetUtcNow()),
        });
}
