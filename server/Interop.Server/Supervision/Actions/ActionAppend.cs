using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.ReviewApi;
using Interop.Server.Archive;
using Interop.Server.Supervision.Items;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Supervision.Actions;

/// <summary>
/// An action on its way into the log: each item is judged as it stands in the transaction, so that of two who claim it at once one is told so. What is
/// done, its records and the answer for a repeat are one commit.
/// </summary>
internal sealed class ActionAppend(ReviewAction action, Reviewer reviewer, DateTimeOffset now) : WriteItem
{
    private readonly TaskCompletionSource<ReviewResults?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReviewResults? answer;

    /// <summary>What became of it, each item; null: the action's id was used for another one.</summary>
    public Task<ReviewResults?> Done => done.Task;

    public override void Apply(CommitBatch batch)
    {
        var connection = batch.Connection;
        var digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(action, OcipJson.Default.ReviewAction));
        if (connection.QuerySingleOrDefault<(string Account, byte[] Digest, string Answer)?>("SELECT account, digest, answer FROM supervision_answers WHERE id=@id", new { id = action.Id.Value }) is { } known)
        {
            answer = known.Account == reviewer.Account && known.Digest.AsSpan().SequenceEqual(digest) ? JsonSerializer.Deserialize(known.Answer, OcipJson.Default.ReviewResults) : null;
            return;
        }
        answer = new ReviewResults { Results = [.. action.Items.Select(item => Do(batch, item))] };
        connection.Execute("INSERT INTO supervision_answers(id, account, digest, answer) VALUES (@id, @Account, @digest, @text)",
            new { id = action.Id.Value, reviewer.Account, digest, text = JsonSerializer.Serialize(answer, OcipJson.Default.ReviewResults) });
    }

    public override void Answer() => done.TrySetResult(answer);

    public override void Failed(Exception fault) => done.TrySetException(fault);

    private ReviewResult Do(CommitBatch batch, long id)
    {
        var connection = batch.Connection;
        var item = connection.QuerySingleOrDefault<ItemRow>($"SELECT {ItemRow.Columns} FROM supervision_items WHERE id=@id", new { id });
        if (item is null || !reviewer.Sees(item))
            return new ReviewResult { Item = id, Code = DecisionCodes.NotFound.Code, Detail = "There is no such item." };
        var viewed = connection.ExecuteScalar<long>("SELECT count(*) FROM supervision_views WHERE item=@id AND account=@Account", new { id, reviewer.Account }) > 0;
        if (ActionRules.Refusal(action, item, reviewer, viewed) is { } refused)
            return new ReviewResult { Item = id, Code = refused.Code.Code, Detail = refused.Detail, State = item.State };
        if (action is { What: ActionNames.Close, Decision: { } wanted } && connection.QuerySingleOrDefault<string?>("SELECT decided FROM reviews WHERE leaf=@Leaf", new { item.Leaf }) is { } decided && decided != wanted)
            return new ReviewResult { Item = id, Code = DecisionCodes.TransactionConflict.Code, Detail = $"Its event was decided on before: {decided}. Close it with that.", State = item.State };
        // Asked again by another action: it is so already, and nothing is done twice.
        if (action.What == ActionNames.Claim && item.Assignee == reviewer.Account)
            return new ReviewResult { Item = id, Code = DecisionCodes.DeliveredArchived.Code, State = item.State };
        var leaf = batch.Append(ActionRecord.Of(action, item, reviewer.Account));
        connection.Execute("INSERT INTO supervision_steps(item, leaf) VALUES (@id, @leaf)", new { id, leaf });
        var state = ItemChange.Write(connection, new ItemChange.Step(action, item, reviewer.Account, leaf, now));
        return new ReviewResult { Item = id, Code = DecisionCodes.DeliveredArchived.Code, State = state, Record = leaf };
    }
}
