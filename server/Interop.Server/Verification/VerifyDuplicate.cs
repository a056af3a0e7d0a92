using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Pipeline;
using Interop.Server.Storage;

namespace Interop.Server.Verification;

/// <summary>
/// Was this answered before? Then it is answered the same and goes no further. Only what is old enough to have been answered by an
/// earlier process, or was seen by this one, is looked up; two copies on their way at the same time are told apart by the store when they are committed.
/// </summary>
internal sealed class VerifyDuplicate(Database database, Inbox inbox, RecentTransactions recent) : IStage
{
    public ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        if (context.Internal || context.InboxRow is not null)
            return ValueTask.FromResult(Verdict.Continue);
        if (context.Draft.Provenance is null && recent.IsFirst(context.Principal.SubmitterId, context.Transaction, context.Ordinal))
            return ValueTask.FromResult(Verdict.Continue);
        var answer = database.Read(connection =>
            Repeats.OfTransaction(connection, context) ?? (context.Draft.Provenance is null ? null : Repeats.OfNative(connection, context))) ?? inbox.Answered(context);
        if (answer is null)
            return ValueTask.FromResult(Verdict.Continue);
        context.Complete(answer);
        return ValueTask.FromResult(Verdict.Drop("answered before"));
    }
}
