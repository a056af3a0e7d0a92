using Dapper;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.ReviewApi;
using Interop.Server.Archive;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using Interop.Server.Supervision.Settings;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Supervision.Actions;

/// <summary>Carries out what reviewers do with items (spec 07.9). What is not one commit with its record is safe to do again: the same action repeated does it.</summary>
internal sealed class ReviewActions(Database database, AppendLog log, SettingsBook settings, SenderNotices notices, Reviews reviews, TimeProvider time)
{
    /// <exception cref="ProblemException">5.5.0: not well formed; 5.5.2: the id was used for another action. Of an action for one item also why it was refused.</exception>
    public async Task<ReviewResults> DoAsync(Reviewer reviewer, ReviewAction action)
    {
        if (ActionRules.Fault(action, settings.Current) is { } fault)
            throw new ProblemException(DecisionCodes.Malformed, fault);
        if (reviewer.SeesAll && action.What != ActionNames.Unmask)
            throw new ProblemException(DecisionCodes.BlockedPolicy, "An examiner looks at items, and does nothing with them.");
        var append = new ActionAppend(action, reviewer, time.GetUtcNow());
        log.Enqueue(append);
        var answer = await append.Done ?? throw new ProblemException(DecisionCodes.TransactionConflict);
        if (answer.Results is [{ } one] && DecisionCodes.Find(one.Code) is { Class: not '2' } refused)
            throw new ProblemException(refused, one.Detail);
        var done = answer.Results.Where(r => r.Code == DecisionCodes.DeliveredArchived.Code).Select(r => r.Item).ToArray();
        if (action is { What: ActionNames.Close, Decision: { } decision })
            await DecideAsync(reviewer, done, decision == ReviewRequest.Release);
        if (action.What == ActionNames.Notify)
            await notices.SendAsync(action, done);
        return answer;
    }

    /// <summary>What waited goes on, or never does (spec 7.8). A crash before it: the same action again does it, since the answer is kept and the rest is safe to repeat.</summary>
    private async Task DecideAsync(Reviewer reviewer, long[] items, bool release)
    {
        var events = database.Read(c => c.Query<string>(
            "SELECT json_extract(CAST(r.record AS TEXT), '$.event') FROM supervision_items i JOIN records r ON r.leaf=i.leaf WHERE i.id IN @items AND i.source='held'", new { items }).AsList());
        foreach (var id in events)
        {
            try
            {
                await reviews.DecideAsync(reviewer.Principal, EventId.Parse(id), release);
            }
            catch (ProblemException gone) when (gone.Code == DecisionCodes.NotFound)
            {
                // It was retracted, or its recipients are gone: there is nothing left to decide on.
                continue;
            }
        }
    }
}
