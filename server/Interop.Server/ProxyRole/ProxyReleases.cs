using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Storage;

namespace Interop.Server.ProxyRole;

/// <summary>
/// Decides again on what was held (spec 07): policies, barriers and membership as they are now. What changes is archived and stamped; what goes on
/// waiting is answered without either.
/// </summary>
internal sealed class ProxyReleases(ServerOptions options, Database database, AppendLog log, ProxyPeople people, ProxyPolicies policies, ProxyDecisions decisions, HoldChangeFeed feed, TimeProvider time)
{
    public async Task<EvaluateResponse> ReleaseAsync(Principal principal, ReleaseRequest request)
    {
        var answers = new List<(EvaluateResult? Unchanged, Task<long>? Leaf)>();
        var closed = new HashSet<UserId>();
        for (var i = 0; i < request.Items.Length; i++)
        {
            // An edit goes on only once the message that it changes has: that is on record first.
            var item = request.Items[i];
            if (OriginalOf(item) is { } original && Array.FindIndex(request.Items, 0, i, earlier => earlier.Event == original && earlier.Recipient == item.Recipient) is >= 0 and var at && answers[at].Leaf is { } first)
                await decisions.CommittedAsync(first);
            answers.Add(Begin(principal, item, closed));
        }
        var signed = new SignedAnswers(database);
        foreach (var (unchanged, leaf) in answers)
        {
            if (unchanged is not null)
                signed.Add(unchanged);
            else if (await decisions.CommittedAsync(leaf!) is { } record)
                signed.Add(record);
            else
                signed.Add(new EvaluateResult { Code = DecisionCodes.ArchiveUnavailable.Code, Detail = DecisionCodes.ArchiveUnavailable.Meaning });
        }
        feed.Tell();
        return signed.ToResponse();
    }

    /// <summary>Nothing waits any more: it was retracted, or its recipient is gone. Or the sender of something sealed was told, for which nobody waits.</summary>
    public async Task CancelAsync(Principal principal, ReleaseRequest request)
    {
        foreach (var item in request.Items)
        {
            var told = item.Told == true && database.Read(c => Seals.IsOf(c, item.Event, item.Recipient));
            if (!told && database.Read(c => HoldRow.Find(c, item.Event, item.Recipient)) is null)
                continue;
            var fields = new JsonObject { ["event"] = item.Event.Value, ["recipient"] = item.Recipient.Value, ["source"] = principal.Source };
            await log.AppendAsync(new LogRecord(LogRecord.Cancel, fields), (connection, _) =>
            {
                if (told)
                    Seals.Open(connection, [item.Recipient]);
                connection.Execute("DELETE FROM decision_holds WHERE event=@ev AND recipient=@recipient", new { ev = item.Event.Value, recipient = item.Recipient.Value });
            });
        }
    }

    private Protocol.Identifiers.EventId? OriginalOf(ReleaseItem item) => database.Read(c =>
        HoldRow.Find(c, item.Event, item.Recipient) is { } row ? Originals.Of(DecidedEvent.Read(c, row.Leaf, reviewed: false).Header) : null);

    private (EvaluateResult? Unchanged, Task<long>? Leaf) Begin(Principal principal, ReleaseItem item, HashSet<UserId> closed)
    {
        var (row, released, held) = database.Read(c =>
        {
            var found = HoldRow.Find(c, item.Event, item.Recipient);
            var earlier = found is not null ? null : c.QuerySingleOrDefault<long?>(
                "SELECT leaf FROM decision_releases WHERE event=@ev AND recipient=@recipient", new { ev = item.Event.Value, recipient = item.Recipient.Value });
            return (found, earlier, found is null ? null : DecidedEvent.Read(c, found.Leaf, found.Reviewed == HoldRow.Release));
        });
        if (row is null)
        {
            return released is { } leaf
                ? (null, Task.FromResult(leaf))
                : (new EvaluateResult { Code = DecisionCodes.NotFound.Code, Detail = "Nothing is held here for this recipient." }, null);
        }
        if (item.Participants is null)
            return (new EvaluateResult { Code = DecisionCodes.Malformed.Code, Detail = "A release names everybody who is in the room now." }, null);
        // What comes later waits behind what is held for hours.
        if (row.Reason == HeldEvent.ForHours && closed.Contains(item.Recipient))
            return (new EvaluateResult { Code = DecisionCodes.HeldDeliveryHours.Code }, null);
        var recipient = people.Person(item.Recipient, ProxyPeople.KindOf(row.Persona));
        var now = time.GetUtcNow();
        var input = database.Read(c => Originals.With(c, ProxyQuestion.Again(held!, item, recipient, people, now)));
        var decision = policies.At(input.Now).Decide(in input);
        var outcome = row.Reviewed == HoldRow.Block ? new RecipientOutcome(0, PolicyEffect.Block, DecisionCodes.BlockedPolicy) : decision.For(0);
        if (outcome.Effect is not (PolicyEffect.Hold or PolicyEffect.Quarantine or PolicyEffect.Notice))
            return (null, Append(new Release(principal, row, Told(held!, item)), outcome, decision, now, null));
        var reason = HeldEvent.ReasonOf(outcome);
        if (reason != row.Reason)
            return (null, Append(new Release(principal, row, Told(held!, item)), outcome, decision, now, reason));
        if (reason == HeldEvent.ForHours)
            closed.Add(item.Recipient);
        return (new EvaluateResult { Code = outcome.Code.Code, HoldUntil = Text(outcome) }, null);
    }

    /// <summary>Whose seals are opened: the sender's, once told.</summary>
    private static UserId[] Told(DecidedEvent held, ReleaseItem item) => item.Told == true ? [held.Header.Sender] : [];

    /// <param name="release">Who asked, and for what.</param>
    /// <param name="outcome">What becomes of it.</param>
    /// <param name="decision">Of the policies.</param>
    /// <param name="now">When it was decided.</param>
    /// <param name="waits">For what it goes on waiting; null when it does not.</param>
    private Task<long> Append(Release release, RecipientOutcome outcome, Decision decision, DateTimeOffset now, string? waits)
    {
        var (principal, row, told) = release;
        var result = new RecipientResult(UserId.Parse(row.Recipient), outcome.Code.Code, waits is null ? null : Text(outcome));
        var stamp = new Stamp
        {
            Proxy = options.OwnProxy, Event = Protocol.Identifiers.EventId.Parse(row.Event), Direction = Stamp.Release, Code = result.Code,
            PolicyDigest = StampDigest.OfPolicies(decision.Evaluated), At = WireTime.Format(now), Receipt = null!, Recipients = [result],
        };
        var fields = new JsonObject
        {
            ["decision"] = new JsonObject
            {
                ["code"] = result.Code, ["evaluated"] = new JsonArray([.. decision.Evaluated.Select(e => (JsonNode)e)]),
                ["recipients"] = new JsonArray(JsonSerializer.SerializeToNode(result, OcipJson.Default.RecipientResult)),
            },
            ["direction"] = Stamp.Release, ["event"] = row.Event, ["room"] = row.Room, ["source"] = principal.Source,
        };
        if (decision.Findings.Count > 0)
            fields["decision"]!["asked"] = new JsonArray([.. decision.Findings.Select(f => (JsonNode)$"{f.Policy.Name}/{f.Policy.Version}")]);
        var key = new { ev = row.Event, recipient = row.Recipient, reason = row.Reason, waits };
        var append = new DecisionAppend(
            new LogRecord(LogRecord.Decision, fields) { Receipted = stamp.Event },
            (batch, _) => batch.Connection.Execute(waits is null
                ? "DELETE FROM decision_holds WHERE event=@ev AND recipient=@recipient AND reason=@reason"
                : "UPDATE decision_holds SET reason=@waits WHERE event=@ev AND recipient=@recipient AND reason=@reason", key) > 0
                ? null
                : batch.Connection.QuerySingle<long>("SELECT leaf FROM decision_releases WHERE event=@ev AND recipient=@recipient", key),
            (batch, leaf) =>
            {
                var connection = batch.Connection;
                connection.Execute(
                    "INSERT INTO decision_releases(event, recipient, leaf) VALUES (@ev, @recipient, @leaf) ON CONFLICT (event, recipient) DO UPDATE SET leaf=excluded.leaf",
                    new { key.ev, key.recipient, leaf });
                Seals.Open(connection, told);
                if (row.Reason == HeldEvent.ForReview)
                    HoldChangeFeed.Write(connection, Originals.EditsBehind(connection, row, outcome.Code, now));
            },
            receipt => stamp with { Receipt = receipt });
        log.Enqueue(append);
        return append.Done;
    }

    /// <param name="Principal">Who asked.</param>
    /// <param name="Row">What was held.</param>
    /// <param name="Told">Senders who were told since.</param>
    private sealed record Release(Principal Principal, HoldRow Row, UserId[] Told);

    private static string? Text(RecipientOutcome outcome) => outcome.Until is { } until ? WireTime.Format(until.ToDateTimeOffset()) : null;
}
