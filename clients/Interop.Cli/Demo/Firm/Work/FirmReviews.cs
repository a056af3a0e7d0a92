using Interop.Cli.Generating;
using Interop.Client;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ReviewApi;

namespace Interop.Cli.Demo.Firm.Work;

/// <summary>
/// A reviewer's days: claims what is new, opens some of it, writes notes, escalates, warns, and closes what was claimed the turn before. More comes in than
/// is reviewed, so that something is left to do.
/// </summary>
internal sealed class FirmReviews(OcipClient reviewer, Dice dice)
{
    private const int OfATurn = 80;
    private const int OpenedOfATurn = 6;

    // Of those that were opened.
    private const double EscalatedPerMille = 200;
    private const double NotedPerMille = 300;
    private const double WarnedPerMille = 60;
    private const string Taken = "2.0.0";

    private static readonly (double UpTo, string Disposition)[] Outcomes = [(620, "compliant"), (900, "falsePositive"), (965, "questionable"), (985, "nonCompliant"), (1000, "trained")];
    private static readonly string[] Notes = ["Spoke with the desk head; the wording was about a public figure.", "Same phrase as last week, same people.", "Client was told to use the form.", "Nothing in the thread before or after."];
    private static readonly string[] Reasons = ["Looks like a promise of a return.", "Mentions an unannounced order.", "Second time this month.", "I know the sender; somebody else should look."];

    private long[] claimed = [];

    /// <summary>What was claimed before is finished, and the newest that nobody has is claimed.</summary>
    public async Task TurnAsync(CancellationToken stop)
    {
        if (claimed.Length > 0)
            await FinishAsync(claimed, stop);
        var page = await reviewer.Supervision.ItemsAsync([new("state", "new"), new("queue", "conduct"), new("limit", $"{OfATurn}")], stop: stop);
        claimed = [];
        if (page.Items.Length == 0)
            return;
        // Two reviewers reach for the same; one of them is told so.
        claimed = [.. (await TryAsync(Action("claim", [.. page.Items.Select(item => item.Id)]), stop)).Where(r => r.Code == Taken).Select(r => r.Item)];
    }

    private async Task FinishAsync(long[] items, CancellationToken stop)
    {
        var opened = new Dictionary<long, SupervisionItemView>();
        foreach (var id in items.Take(OpenedOfATurn))
            opened[id] = await reviewer.Supervision.ItemAsync(id, stop);
        var closing = new Dictionary<string, List<long>>(StringComparer.Ordinal);
        foreach (var id in items)
        {
            if (opened.ContainsKey(id) && await ActAsync(id, stop))
                continue;
            var roll = dice.Fraction() * 1000;
            var disposition = Outcomes.First(o => roll < o.UpTo).Disposition;
            closing[disposition] = [.. closing.GetValueOrDefault(disposition) ?? [], id];
        }
        // What is never closed unread is refused one by one, and stays claimed until it is opened.
        foreach (var (disposition, ids) in closing)
            await TryAsync(Action("close", [.. ids]) with { Disposition = disposition }, stop);
    }

    /// <summary>True when it has gone to the next level.</summary>
    private async Task<bool> ActAsync(long id, CancellationToken stop)
    {
        if (dice.Hits(NotedPerMille))
            await TryAsync(Action("note", [id]) with { Text = Notes[dice.Below(Notes.Length)] }, stop);
        if (dice.Hits(WarnedPerMille))
            await TryAsync(Action("notify", [id]) with { Template = "off channel" }, stop);
        if (!dice.Hits(EscalatedPerMille))
            return false;
        await TryAsync(Action("escalate", [id]) with { Why = Reasons[dice.Below(Reasons.Length)] }, stop);
        return true;
    }

    /// <summary>An action for one item that is refused is answered as a problem: somebody else was quicker.</summary>
    private async Task<ReviewResult[]> TryAsync(ReviewAction action, CancellationToken stop)
    {
        try
        {
            return (await reviewer.Supervision.ActAsync(action, stop)).Results;
        }
        catch (OcipProblemException)
        {
            return [];
        }
    }

    private static ReviewAction Action(string what, long[] items) => new() { Id = TransactionId.Create(TimeProvider.System), What = what, Items = items };
}
