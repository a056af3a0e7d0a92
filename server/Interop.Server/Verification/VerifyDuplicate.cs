using Interop.Protocol.ClientApi;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Pipeline;
using Interop.Server.Storage;

namespace Interop.Server.Verification;

/// <summary>
/// Was this answered before? Then it is answered the same and goes no further. Only what is old enough to have been answered by an
/// earlier process, or was seen by this one, is looked up; two copies on their way at the same time are told apart by the store when they are committed.
/// </summary>
internal sealed class VerifyDuplicate(Database database, EventLookup events, Inbox inbox, RecentTransactions recent) : IStage
{
    public ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        if (context.Internal || context.InboxRow is not null)
            return ValueTask.FromResult(Verdict.Continue);
        if (context.ComesIn)
            return ValueTask.FromResult(JudgeForeign(context));
        if (context.Draft.Provenance is null && recent.IsFirst(context.Principal.SubmitterId, context.Transaction, context.Ordinal))
            return ValueTask.FromResult(Verdict.Continue);
        var answer = database.Read(connection =>
            Repeats.OfTransaction(connection, context) ?? (context.Draft.Provenance is null ? null : Repeats.OfNative(connection, context))) ?? inbox.Answered(context);
        if (answer is null)
            return ValueTask.FromResult(Verdict.Continue);
        return ValueTask.FromResult(Repeat(context, answer));
    }

    /// <summary>
    /// An event has one id whatever transaction carries it: a peer that forgot our answer sends it again under another. What has a place
    /// is compared with the room's chain when it is committed.
    /// </summary>
    private Verdict JudgeForeign(MessageContext context)
    {
        if (context.Place is not null)
            return Verdict.Continue;
        // The usual case. Should it be known under another transaction, the store says so when it is committed.
        if (recent.IsFirst(context.Principal.SubmitterId, context.Transaction, context.Ordinal))
            return Verdict.Continue;
        var answer = database.Read(connection => Repeats.OfTransaction(connection, context)
            ?? (events.Find(context.EventId) is { Kind: not LogRecord.Egress } known ? Repeats.Read(connection, known.Leaf) : null)) ?? inbox.Answered(context);
        return answer is null ? Verdict.Continue : Repeat(context, answer);
    }

    private static Verdict Repeat(MessageContext context, SubmitResult answer)
    {
        context.Complete(answer);
        return Verdict.Drop("answered before");
    }
}
