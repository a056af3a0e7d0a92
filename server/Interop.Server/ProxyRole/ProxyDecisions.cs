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
using Interop.Server.Compliance;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Retention;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.ProxyRole;

/// <summary>Decides on events for a provider (spec 07): each is evaluated, archived and stamped, and only then answered. Asked again, it answers the same.</summary>
internal sealed partial class ProxyDecisions(ServerOptions options, Database database, AppendLog log, ProxyPeople people, ProxyPolicies policies, ProxyDisclosures disclosures, Assignment retention, TimeProvider time, ILogger<ProxyDecisions> logger)
{
    public async Task<EvaluateResponse> EvaluateAsync(Principal principal, EvaluateRequest request)
    {
        var pending = new (EvaluateResult? Refused, Task<long>? Leaf)[request.Items.Length];
        var earlierAnswers = Earlier(request.Items);
        for (var i = 0; i < pending.Length; i++)
        {
            // What is decided on an edit depends on the message that it changes: that is on record first.
            if (Originals.Of(request.Items[i].Header) is { } original && Array.FindIndex(request.Items, 0, i, earlier => earlier.Event == original) is >= 0 and var at && pending[at].Leaf is { } leaf)
                await CommittedAsync(leaf);
            pending[i] = Begin(principal, request.Items[i], earlierAnswers.TryGetValue((request.Items[i].Event.Value, request.Items[i].Direction), out var known) ? known : null);
        }
        var answers = new SignedAnswers(database);
        foreach (var (refused, leaf) in pending)
        {
            if (refused is not null)
                answers.Add(refused);
            else if (await CommittedAsync(leaf!) is { } record)
                answers.Add(record);
            else
                answers.Add(new EvaluateResult { Code = DecisionCodes.ArchiveUnavailable.Code, Detail = DecisionCodes.ArchiveUnavailable.Meaning });
        }
        return answers.ToResponse();
    }

    /// <summary>The record's index once it is on disk; null when it could not be written, and then nothing was decided.</summary>
    public async Task<long?> CommittedAsync(Task<long> leaf)
    {
        try
        {
            return await leaf;
        }
        catch (Exception fault) when (fault is SqliteException or InvalidOperationException)
        {
            LogNotWritten(fault);
            return null;
        }
    }

    /// <summary>What was asked before, by one statement for all questions. Who asks twice at once is found out when it is committed.</summary>
    private Dictionary<(string Event, string Direction), long> Earlier(EvaluateItem[] items) => database.Read(c => c.Query<(string Event, string Direction, long Leaf)>(
        "SELECT d.event, d.direction, d.leaf FROM json_each(@events) e JOIN decisions d ON d.event=e.value",
        new { events = JsonSerializer.Serialize([.. items.Select(i => i.Event.Value).Distinct(StringComparer.Ordinal)], OcipJson.Default.StringArray) }).ToDictionary(d => (d.Event, d.Direction), d => d.Leaf));

    private (EvaluateResult? Refused, Task<long>? Leaf) Begin(Principal principal, EvaluateItem item, long? earlier)
    {
        if (ProxyQuestion.FaultOf(item, options.Provider) is { } fault)
            return (new EvaluateResult { Code = fault.Code.Code, Detail = fault.Detail }, null);
        if (earlier is { } known)
            return (null, Task.FromResult(known));
        var now = time.GetUtcNow();
        var input = database.Read(c => Originals.With(c, ProxyQuestion.Of(item, people, now)));
        if (disclosures.DueBefore(item, in input) is { } due)
            return (due, null);
        var answers = disclosures.Take(in input);
        Decision decision;
        try
        {
            decision = policies.At(input.Now).Decide(in input);
        }
        catch (PolicyUnavailableException)
        {
            return (new EvaluateResult { Code = DecisionCodes.ProxyUnavailable.Code, Detail = DecisionCodes.ProxyUnavailable.Meaning }, null);
        }
        var evaluation = EngineProxy.Of(decision, in input);
        var redacted = evaluation.Refused || evaluation.Unconsented ? null : Redactor.Redact(item.Header.ContentDigest, item.Body, decision.Redactions);
        return (null, Append(principal, item, evaluation with { Redacted = redacted, Answers = answers }, decision, now));
    }

    private Task<long> Append(Principal principal, EvaluateItem item, Evaluation evaluation, Decision decision, DateTimeOffset now)
    {
        var outcome = StampedOutcome.Of(item, evaluation, options.Provider);
        var stamp = new Stamp
        {
            Proxy = options.OwnProxy, Event = item.Event, Direction = item.Direction, Code = outcome.Code.Code, PolicyDigest = StampDigest.OfPolicies(decision.Evaluated),
            At = WireTime.Format(now), Receipt = null!, Recipients = outcome.Recipients.Length == 0 ? null : outcome.Recipients, Redacted = evaluation.Redacted?.Link,
            Own = outcome.Own is null ? null : StampDigest.OfOwn(outcome.Own),
        };
        var fields = new JsonObject
        {
            ["decision"] = RecordOf(item, evaluation, decision, outcome), ["direction"] = item.Direction, ["event"] = item.Event.Value,
            ["header"] = JsonSerializer.SerializeToNode(item.Header, OcipJson.Default.EventHeader), ["source"] = principal.Source,
        };
        UserId[] involved = [item.Header.Sender, .. item.Recipients.Select(r => r.User), .. item.Participants ?? []];
        var classes = retention.Matcher.Of(item.Header, involved);
        if (!classes.IsDefault)
            fields["retention"] = new JsonArray([.. classes.Names.Select(name => (JsonNode)name)]);
        if (evaluation.Answers.Count > 0)
            fields["answers"] = new JsonArray([.. evaluation.Answers.Select(a => JsonSerializer.SerializeToNode(a, OcipJson.Default.DisclosureReply))]);
        var keepBody = (!evaluation.Refused && !evaluation.Unconsented) || evaluation.KeepBody;
        var append = new DecisionAppend(
            new LogRecord(LogRecord.Decision, fields) { Receipted = item.Event, Body = keepBody ? Redactor.Canonical(item.Body) : null, Classes = classes },
            DecisionAppend.Claim(item.Event.Value, item.Direction),
            (batch, leaf) =>
            {
                batch.Statements.InsertDecisionPeople.Bind(1, leaf).BindText(2, PeopleOf(involved)).Run();
                Keep(batch, leaf, item, evaluation, isSealed: decision.Sealed && !evaluation.Refused);
            },
            receipt => stamp with { Receipt = receipt });
        log.Enqueue(append);
        return append.Done;
    }

    private static string PeopleOf(UserId[] people) => JsonSerializer.Serialize([.. people.Select(p => p.Value).Distinct(StringComparer.Ordinal)], OcipJson.Default.StringArray);

    private static JsonObject RecordOf(EvaluateItem item, Evaluation evaluation, Decision decision, StampedOutcome outcome)
    {
        var record = new JsonObject { ["code"] = evaluation.Code.Code, ["evaluated"] = new JsonArray([.. decision.Evaluated.Select(e => (JsonNode)e)]) };
        if (evaluation.Asked is { } asked)
            record["asked"] = JsonNode.Parse(asked);
        if (evaluation.Detail is { } detail)
            record["detail"] = detail;
        if (evaluation.Failed is { } failed)
            record["failed"] = JsonNode.Parse(failed);
        if (!evaluation.NotPrevented.IsEmpty)
            record["notPrevented"] = new JsonArray([.. item.Recipients.Index().Where(r => evaluation.NotPrevented.Contains(r.Index)).Select(r => (JsonNode)r.Item.User.Value)]);
        RecipientResult[] recipients = [.. outcome.Recipients, .. outcome.Own?.Recipients ?? []];
        if (recipients.Length > 0)
            record["recipients"] = new JsonArray([.. recipients.Select(r => JsonSerializer.SerializeToNode(r, OcipJson.Default.RecipientResult))]);
        if (outcome.Own is { } own)
            record["ownSalt"] = own.Salt;
        if (evaluation.Redacted is { } redacted)
            record["redacted"] = JsonSerializer.SerializeToNode(redacted.Link, OcipJson.Default.Redaction);
        return record;
    }

    private static void Keep(CommitBatch batch, long leaf, EvaluateItem item, Evaluation evaluation, bool isSealed)
    {
        if (isSealed)
            Seals.Put(batch.Connection, leaf, item.Header.Sender);
        else if (item.Sender.Told == true)
            batch.Statements.DeleteSeals.BindText(1, item.Header.Sender.Value).Run();
        if (evaluation.Redacted is { } redacted)
            batch.Connection.Execute("INSERT INTO redactions(leaf, body) VALUES (@leaf, @body)", new { leaf, body = batch.Encrypt(redacted.Body, 0, batch.ClassOf(leaf)) });
        if (evaluation.Recipients.Count == 0)
            return;
        batch.Connection.Execute("""
            INSERT INTO decision_holds(event, recipient, persona, reason, room, leaf) VALUES (@ev, @recipient, @persona, @reason, @room, @leaf) ON CONFLICT DO NOTHING
            """,
            evaluation.Recipients.Where(r => r.Effect != PolicyEffect.Block).Select(r => new
            {
                ev = item.Event.Value, recipient = item.Recipients[r.Recipient].User.Value, persona = item.Recipients[r.Recipient].Persona,
                reason = HeldEvent.ReasonOf(r), room = item.Header.Room.Value, leaf,
            }));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A decision could not be archived; nothing was decided")]
    private partial void LogNotWritten(Exception fault);
}
