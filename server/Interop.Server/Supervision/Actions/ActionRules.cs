using System.Text;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.ReviewApi;
using Interop.Server.Supervision.Items;
using Interop.Server.Supervision.Settings;

namespace Interop.Server.Supervision.Actions;

/// <summary>What an action must have, and whether an item in its state can have it (spec 07.9).</summary>
internal static class ActionRules
{
    public const int ItemsMax = 200;

    private const int WhyOctetsMax = 512;
    private const int TextOctetsMax = 2048;
    private const int NameOctetsMax = 64;

    /// <summary>What is wrong with the request itself; null for nothing.</summary>
    public static string? Fault(ReviewAction action, SupervisionSettings settings)
    {
        if (!ActionNames.All.Contains(action.What))
            return $"what is one of {string.Join(", ", ActionNames.All)}.";
        if (action.Items.Length is 0 or > ItemsMax || action.Items.Distinct().Count() != action.Items.Length)
            return $"items: 1 to {ItemsMax} different ones.";
        if (IsWrong(action.Why, WhyOctetsMax) || IsWrong(action.Text, TextOctetsMax) || IsWrong(action.To, NameOctetsMax))
            return $"why has 1 to {WhyOctetsMax} octets, text 1 to {TextOctetsMax}, to 1 to {NameOctetsMax}; of clean text.";
        if (action.Decision is not (null or ReviewRequest.Release or ReviewRequest.Block))
            return "decision is release or block.";
        return action.What switch
        {
            ActionNames.Assign when action.To is null => "assign needs to: the account.",
            ActionNames.Escalate or ActionNames.Reopen or ActionNames.Unmask when action.Why is null => $"{action.What} needs why.",
            ActionNames.Note when action.Text is null => "note needs text.",
            ActionNames.Notify when (action.Template is null) == (action.Text is null) => "notify needs a template, or text.",
            ActionNames.Notify when action.Template is { } name && settings.Templates.All(t => t.Name != name) => $"There is no template {name}.",
            ActionNames.Close when action.Disposition is not { } closing || !(SettingsRules.Dispositions.Contains(closing) || settings.Dispositions.Contains(closing)) =>
                $"close needs a disposition: one of {string.Join(", ", SettingsRules.Dispositions.Concat(settings.Dispositions))}.",
            _ => null,
        };
    }

    /// <summary>Why this item cannot have it now; null when it can.</summary>
    /// <param name="action">What is to be done.</param>
    /// <param name="item">As it stands.</param>
    /// <param name="reviewer">Who asks.</param>
    /// <param name="viewed">The officer has opened it.</param>
    public static Fault? Refusal(ReviewAction action, ItemRow item, Reviewer reviewer, bool viewed)
    {
        if (action.What == ActionNames.Unmask)
            return null;
        if (!reviewer.MayAct(item))
            return new Fault(DecisionCodes.BlockedPolicy, "This item is not yours to review at its level.");
        if (action.What == ActionNames.Note)
            return null;
        if (action.What == ActionNames.Notify)
            return viewed ? null : new Fault(DecisionCodes.BlockedPolicy, "Open it first.");
        if (item.State == ItemStates.Closed != (action.What == ActionNames.Reopen))
            return new Fault(DecisionCodes.TransactionConflict, item.State == ItemStates.Closed ? $"It was closed by {item.ClosedBy}; reopen it." : "It is not closed.");
        var othersHold = item.Assignee is { } holder && holder != reviewer.Account;
        return action.What switch
        {
            ActionNames.Claim or ActionNames.Close or ActionNames.Escalate when othersHold => new Fault(DecisionCodes.TransactionConflict, $"{item.Assignee} has it."),
            ActionNames.Release when item.Assignee is null => new Fault(DecisionCodes.TransactionConflict, "Nobody has it."),
            ActionNames.Release when othersHold && !reviewer.People.Contains(item.Person) => new Fault(DecisionCodes.TransactionConflict, $"{item.Assignee} has it."),
            ActionNames.Assign when !reviewer.IsReviewerOf(item, action.To!) => new Fault(DecisionCodes.BlockedPolicy, $"{action.To} does not review this."),
            ActionNames.Escalate when item.Level >= reviewer.LevelsOf(item) => new Fault(DecisionCodes.TransactionConflict, "It is at the last level."),
            ActionNames.Close when item is { Must: true } && !viewed => new Fault(DecisionCodes.BlockedPolicy, "This is not closed unread: open it first."),
            ActionNames.Close when item.Source == ItemSources.Held && action.Decision is null => new Fault(DecisionCodes.Malformed, "It waits for a decision: release or block."),
            ActionNames.Close when item.Source != ItemSources.Held && action.Decision is not null => new Fault(DecisionCodes.Malformed, "It does not wait: there is nothing to release or block."),
            _ => null,
        };
    }

    private static bool IsWrong(string? text, int octetsMax) => text is not null && (text.Length == 0 || Encoding.UTF8.GetByteCount(text) > octetsMax || TextRules.IndexOfRefused(text) >= 0);
}
