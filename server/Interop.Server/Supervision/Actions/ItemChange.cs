using Dapper;
using Interop.Protocol.ReviewApi;
using Interop.Protocol.Time;
using Interop.Server.Supervision.Items;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Supervision.Actions;

/// <summary>What an action changes in the store, sums included. In the commit of its record.</summary>
internal static class ItemChange
{
    private const string FalsePositive = TermSums.FalsePositive;

    /// <summary>The state afterwards.</summary>
    public static string Write(SqliteConnection writer, Step step)
    {
        switch (step.Action.What)
        {
            case ActionNames.Claim:
                return Hand(writer, step, step.By);
            case ActionNames.Assign:
                return Hand(writer, step, step.Action.To!);
            case ActionNames.Release:
                return Rest(writer, step, step.Item.Resting, step.Item.Level);
            case ActionNames.Escalate:
                Escalated(writer, step);
                return Rest(writer, step, ItemStates.Escalated, step.Item.Level + 1);
            case ActionNames.Close:
                return Close(writer, step);
            case ActionNames.Reopen:
                return Reopen(writer, step);
            case ActionNames.Unmask:
                writer.Execute("INSERT INTO supervision_unmasked(item, account, leaf) VALUES (@Id, @By, @Leaf) ON CONFLICT DO NOTHING", new { step.Item.Id, step.By, step.Leaf });
                return step.Item.State;
            default:
                return step.Item.State;
        }
    }

    private static string Hand(SqliteConnection writer, Step step, string to)
    {
        writer.Execute("UPDATE supervision_items SET state='claimed', assignee=@to, claimed=@now WHERE id=@Id", new { to, step.Item.Id, now = step.Now.ToUnixTimeSeconds() });
        return ItemStates.Claimed;
    }

    private static string Rest(SqliteConnection writer, Step step, string state, long level)
    {
        writer.Execute("UPDATE supervision_items SET state=@state, level=@level, assignee=NULL, claimed=NULL WHERE id=@Id", new { state, level, step.Item.Id });
        return state;
    }

    private static void Escalated(SqliteConnection writer, Step step)
    {
        SupervisionSums.Add(writer, step.Item.Day, SupervisionSums.Escalated, "", 1);
        foreach (var policy in step.Item.PolicyNames)
            SupervisionSums.Add(writer, step.Item.Day, SupervisionSums.HitEscalated, policy, 1);
    }

    private static string Close(SqliteConnection writer, Step step)
    {
        var (action, item) = (step.Action, step.Item);
        var at = WireTime.Format(step.Now);
        writer.Execute("UPDATE supervision_items SET state='closed', assignee=NULL, disposition=@Disposition, closed_by=@By, closed_at=@at WHERE id=@Id", new { action.Disposition, step.By, at, item.Id });
        Count(writer, item, action.Disposition!, step.By, 1);
        writer.Execute("INSERT INTO supervision_last(person, at) VALUES (@Person, @at) ON CONFLICT DO UPDATE SET at=excluded.at", new { item.Person, at });
        if (item.Claimed is { } claimed)
        {
            writer.Execute("INSERT INTO supervision_times(day, account, seconds, n) VALUES (@day, @By, @seconds, 1) ON CONFLICT DO UPDATE SET n=n+1",
                new { day = at[..10], step.By, seconds = TwoDigits(Math.Max(0, step.Now.ToUnixTimeSeconds() - claimed)) });
        }
        return ItemStates.Closed;
    }

    /// <summary>What was counted as reviewed is not any more. What a reviewer has let go, or refused, stays so.</summary>
    private static string Reopen(SqliteConnection writer, Step step)
    {
        writer.Execute("UPDATE supervision_items SET state='reopened', reopened=1, assignee=NULL, claimed=NULL, disposition=NULL, closed_by=NULL, closed_at=NULL WHERE id=@Id", new { step.Item.Id });
        Count(writer, step.Item, step.Item.Disposition!, step.Item.ClosedBy!, -1);
        return ItemStates.Reopened;
    }

    private static void Count(SqliteConnection writer, ItemRow item, string disposition, string by, int n)
    {
        SupervisionSums.Add(writer, item.Day, SupervisionSums.Closed, disposition, n);
        SupervisionSums.Add(writer, item.Day, SupervisionSums.ClosedBy, by, n);
        if (ReviewedMessage.Changes(writer, item))
            SupervisionSums.Add(writer, item.Day, SupervisionSums.Reviewed, SupervisionSums.Person(item.Person), n);
        foreach (var policy in item.PolicyNames)
        {
            SupervisionSums.Add(writer, item.Day, SupervisionSums.HitClosed, policy, n);
            if (disposition == FalsePositive)
                SupervisionSums.Add(writer, item.Day, SupervisionSums.HitFalse, policy, n);
        }
        TermSums.AddReviewed(writer, item, disposition, n);
    }

    /// <summary>Enough for a median, and few rows: 47, 130, 4,100.</summary>
    internal static long TwoDigits(long seconds)
    {
        var scale = 1L;
        while (seconds / scale >= 100)
            scale *= 10;
        return seconds / scale * scale;
    }

    /// <summary>An action for one item.</summary>
    /// <param name="Action">What is done.</param>
    /// <param name="Item">As it stood before.</param>
    /// <param name="By">Account.</param>
    /// <param name="Leaf">Index of the record.</param>
    /// <param name="Now">When.</param>
    internal sealed record Step(ReviewAction Action, ItemRow Item, string By, long Leaf, DateTimeOffset Now);
}
