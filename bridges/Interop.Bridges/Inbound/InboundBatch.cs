using System.Collections.Concurrent;
using System.Text.Json;
using Interop.Bridges.Api;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Protocol;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Inbound;

/// <summary>
/// What waits in one native room goes to the server in one transaction (spec 13.3), as far as it can be prepared without knowing an answer. Which rows go together
/// is written down before they are sent, so that the same transaction is sent again after a crash; and should it be cut otherwise all the same, the server knows
/// each native event again (BRG-11.16).
/// </summary>
internal sealed class InboundBatch(BridgeContext bridge, InboundMessages messages, Submission submission)
{
    /// <summary>Left for the rest of the request: its id, and what stands between the drafts.</summary>
    private const int EnvelopeOctets = 1024;

    // room → rows up to this one go alone: one that was sent alone and not answered, or rows of a transaction that was refused as a whole
    private readonly ConcurrentDictionary<string, long> alone = new(StringComparer.Ordinal);

    /// <param name="rows">The rows of a room that wait longest; the first is a message, an edit or a retraction.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The rows that are done, from the first on; empty when the same rows are to be looked at again.</returns>
    /// <exception cref="ApiUnavailableException">To be tried again.</exception>
    /// <exception cref="ApiRefusedException">The first row was refused, with more than the event.</exception>
    public async Task<IReadOnlyList<FinishedRow>> WorkAsync(IReadOnlyList<InboxRow> rows, CancellationToken cancellationToken)
    {
        var first = Read(rows[0]);
        if (await messages.PrepareAsync(rows[0], first, cancellationToken) is not { } pending)
            return [new FinishedRow(rows[0], first, RowOutcome.Ignored)];
        var batch = new List<PendingEvent> { pending };
        await FillAsync(batch, [.. TogetherWithFirst(rows).Skip(1)], cancellationToken);
        var transaction = await FormAsync(batch, cancellationToken);
        try
        {
            var results = await submission.SubmitAsync(transaction, batch, cancellationToken);
            alone.TryRemove(new(rows[0].Room, rows[0].Seq));
            return [.. batch.Select((p, i) => new FinishedRow(p.Row, p.Inbound, p.Outcome(results[i])))];
        }
        catch (ApiRefusedException) when (batch.Count > 1)
        {
            // One of them makes the whole unreadable for the server: each alone, to find out which.
            await DissolveAsync(batch, cancellationToken);
            return [];
        }
    }

    public static InboundEvent Read(InboxRow row) => JsonSerializer.Deserialize(row.Body, BridgeJson.Default.InboundEvent)!;

    /// <summary>A transaction that was formed before stays as it is; else as many as there are.</summary>
    private IEnumerable<InboxRow> TogetherWithFirst(IReadOnlyList<InboxRow> rows)
    {
        if (alone.TryGetValue(rows[0].Room, out var last) && rows[0].Seq <= last)
            return rows.Take(1);
        var formed = rows.TakeWhile(r => r.TransactionId == rows[0].TransactionId).Count();
        return formed > 1 ? rows.Take(formed) : rows;
    }

    /// <summary>Adds rows up to the first that has to wait for those before it, or does not fit.</summary>
    private async Task FillAsync(List<PendingEvent> batch, IReadOnlyList<InboxRow> rows, CancellationToken cancellationToken)
    {
        var octets = EnvelopeOctets + OctetsOf(batch[0]);
        var ids = new HashSet<NativeEventId>(IdsOf(batch[0].Inbound));
        foreach (var row in rows)
        {
            if (await NextAsync(row, ids, cancellationToken) is not { } next)
                return;
            octets += OctetsOf(next);
            if (octets > EventLimits.TransactionOctetsMax)
                return;
            batch.Add(next);
            ids.UnionWith(IdsOf(next.Inbound));
        }
    }

    private async Task<PendingEvent?> NextAsync(InboxRow row, HashSet<NativeEventId> before, CancellationToken cancellationToken)
    {
        try
        {
            var inbound = Read(row);
            return await messages.MayFollowAsync(inbound, before, cancellationToken) ? await messages.PrepareAsync(row, inbound, cancellationToken) : null;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // those before it go all the same; what is wrong with it shows when it is the first
        }
    }

    /// <summary>Crash before the write: nothing was sent. After it: the same rows go in the same transaction.</summary>
    private async Task<TransactionId> FormAsync(List<PendingEvent> batch, CancellationToken cancellationToken)
    {
        var first = batch[0].Row;
        if (batch.Count == 1)
            alone.AddOrUpdate(first.Room, first.Seq, (_, last) => Math.Max(last, first.Seq));
        if (batch.TrueForAll(p => p.Row.TransactionId == first.TransactionId))
            return TransactionId.Parse(first.TransactionId);
        var transaction = TransactionId.Create(bridge.Time);
        await bridge.Store.WriteAsync("inbox.batch", c => batch.ForEach(p => InboxTable.SetTransaction(c, p.Row.Seq, transaction)), cancellationToken);
        return transaction;
    }

    /// <summary>Crash before the write: refused and dissolved again.</summary>
    private async Task DissolveAsync(List<PendingEvent> batch, CancellationToken cancellationToken)
    {
        await bridge.Store.WriteAsync(
            "inbox.dissolve", c => batch.ForEach(p => InboxTable.SetTransaction(c, p.Row.Seq, TransactionId.Create(bridge.Time))), cancellationToken);
        alone[batch[0].Row.Room] = batch[^1].Row.Seq;
    }

    private static int OctetsOf(PendingEvent pending) => JsonSerializer.SerializeToUtf8Bytes(pending.Draft, OcipJson.Default.EventDraft).Length + 1;

    private static IEnumerable<NativeEventId> IdsOf(InboundEvent inbound) => inbound.Aliases.Select(a => a.Id).Prepend(inbound.Id);
}
