using Interop.Protocol.ReviewApi;

namespace Interop.Web.Pages.Review;

/// <summary>What an item will be once an action is done, for the page to show at once; the server's refusal takes it back.</summary>
internal static class ReviewExpectation
{
    public static SupervisionItem Of(SupervisionItem item, ReviewAction action, string account) => action.What switch
    {
        "claim" => item with { State = "claimed", Assignee = account },
        "assign" => item with { State = "claimed", Assignee = action.To },
        "release" => item with { State = "new", Assignee = null },
        "escalate" => item with { State = "escalated", Level = item.Level + 1, Assignee = null },
        "close" => item with { State = "closed", Assignee = null, Disposition = action.Disposition, ClosedBy = account },
        "reopen" => item with { State = "reopened", Assignee = null, Disposition = null, ClosedBy = null, ClosedAt = null },
        _ => item,
    };
}
