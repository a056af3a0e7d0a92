using Interop.Protocol.ReviewApi;

namespace Interop.Web.Pages.Review;

/// <summary>
/// What is done with items: shown at once, and taken back when the server refuses. The next item is asked for while the decision is on its way, and not before:
/// opening an item is on record as reading it, so that one that nobody comes to must not be fetched.
/// </summary>
public partial class ReviewPage
{
    private Task acting = Task.CompletedTask;

    /// <summary>One item, from its pane. Null: the server did not answer.</summary>
    private async Task<ReviewResult?> ActOnOneAsync(ReviewAction action)
    {
        var id = action.Items[0];
        var sent = ActTogetherAsync(action);
        if (action.What == "close" && NextOf(id) is { } next)
            Navigation.NavigateTo((filter with { Item = next }).Address());
        var result = (await sent)?[0];
        (lastItem, isRefused) = (id, result is not { Code: ['2', ..] });
        last = result is null ? "was not changed: the server did not answer." : isRefused ? $"was not {ReviewWords.Done(action)}: {result.Detail ?? "refused"} ({result.Code})" : $"{ReviewWords.Done(action)}.";
        StateHasChanged();
        return result;
    }

    /// <summary>Several at once. What was refused stands again as it was.</summary>
    private async Task<ReviewResult[]?> ActTogetherAsync(ReviewAction action)
    {
        // In the order of the keys: what was claimed and closed at once is claimed before it is closed.
        var (earlier, done) = (acting, new TaskCompletionSource());
        acting = done.Task;
        try
        {
            return await ActAsync(action, earlier);
        }
        finally
        {
            done.SetResult();
        }
    }

    private async Task<ReviewResult[]?> ActAsync(ReviewAction action, Task earlier)
    {
        var before = (list?.Loaded ?? []).Where(item => action.Items.Contains(item.Id)).DistinctBy(item => item.Id).ToDictionary(item => item.Id);
        if (list is not null && before.Count > 0)
            await list.ChangeAsync(item => before.ContainsKey(item.Id) ? ReviewExpectation.Of(item, action, Session.Account) : item);
        await earlier;
        ReviewResult[]? results = null;
        try
        {
            results = (await Session.Desk.Supervision.ActAsync(action, Stop)).Results;
        }
        catch (Client.OcipProblemException refused) when (!refused.IsTransient && action.Items.Length == 1)
        {
            // Of one item the refusal is the answer.
            results = [new ReviewResult { Item = action.Items[0], Code = refused.Problem.Code, Detail = refused.Problem.Detail ?? refused.Problem.Title }];
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception fault) when (Shared.Failure.Of(fault) is not null)
        {
            results = null;
        }
        var kept = (results ?? []).Where(result => result.Code[0] == '2').Select(result => result.Item).ToHashSet();
        if (list is not null && before.Keys.Any(id => !kept.Contains(id)))
            await list.ChangeAsync(item => before.TryGetValue(item.Id, out var was) && !kept.Contains(item.Id) ? was : item);
        if (action.Items.Length == 1)
            await TryAsync(CountAsync);
        return results;
    }

    /// <summary>The next open item below this one, or else the first open one.</summary>
    private long? NextOf(long id)
    {
        var rest = (list?.Loaded ?? []).Where(item => item.State != "closed" && item.Id != id).Select(item => item.Id).ToList();
        return rest.Where(other => other < id).Select(other => (long?)other).FirstOrDefault() ?? rest.Select(other => (long?)other).FirstOrDefault();
    }
}
