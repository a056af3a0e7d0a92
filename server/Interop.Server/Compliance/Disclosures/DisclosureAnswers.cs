using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Compliance.Rulebook.Kinds;
using Interop.Server.Delivery;
using Interop.Server.Identity;
using Interop.Server.Pipeline;
using NodaTime;

namespace Interop.Server.Compliance.Disclosures;

/// <summary>
/// Takes the answers of people outside to disclosures that ask for consent: yes, no, and the end of a yes (spec 7.8). Each is a record of kind consent before
/// it counts, which names the text that the person saw; then what waits for the person is looked at again. A crash in between: holds are looked at after a start.
/// </summary>
internal sealed class DisclosureAnswers(DisclosuresInForce disclosures, UserDirectory users, AppendLog log, Holds holds, TimeProvider time)
{
    // A no after a yes takes the yes back; one that came first refuses.
    private const string Answered = """
        UPDATE disclosures SET answer=@operation, answered=@at, record=@leaf,
            state=CASE WHEN @operation='grant' THEN 'consented' WHEN state IN ('consented', 'withdrawn') THEN 'withdrawn' ELSE 'refused' END
        WHERE user_id=@user AND policy=@policy
        """;

    /// <summary>What an event answers; empty for nearly every one. Only a message that is nothing but an answer is one, by somebody who was told.</summary>
    public IReadOnlyList<DisclosureAnswer> In(MessageContext context)
    {
        if (context.Type != EventTypes.Message || context.Sender.Person.Disclosures.Length == 0 || context.Returns is not null)
            return [];
        return Find(disclosures.At(Instant.FromDateTimeOffset(time.GetUtcNow())), context.Sender.Person, context.Draft.Content);
    }

    /// <summary>What a message of a person answers, of the disclosures that are in force.</summary>
    public static IReadOnlyList<DisclosureAnswer> Find(IReadOnlyList<ScopedPolicy> inForce, PolicyPerson sender, JsonElement content)
    {
        if (inForce.Count == 0 || TextOf(content) is not { } said)
            return [];
        List<DisclosureAnswer>? answers = null;
        foreach (var disclosure in inForce.Select(p => (Disclosure)p.Inner))
        {
            if (disclosure.AsksConsent && disclosure.StateOf(sender) is { } told && disclosure.AnswerIn(said, told) is { } operation)
                (answers ??= []).Add(new DisclosureAnswer(disclosure.Policy, disclosure.SourceVersion, told, operation));
        }
        return answers is null ? [] : answers;
    }

    /// <summary>
    /// What a proxy of its own has found in an event: of what its sender was told, and not yet on record. A crash between its decision and the record: it
    /// answers the same when it is asked again.
    /// </summary>
    public static IReadOnlyList<DisclosureAnswer> Of(MessageContext context, IEnumerable<DisclosureReply> replies) =>
    [
        .. from reply in replies
           let told = context.Sender.Person.DisclosureOf(reply.Policy)
           where told is not null && told.Digest == reply.Digest && told.Answer != reply.Operation && reply.Operation is DisclosureState.Granted or DisclosureState.Revoked
           select new DisclosureAnswer(reply.Policy, reply.Version, told, reply.Operation),
    ];

    /// <summary>On record, and known, when it returns.</summary>
    public async Task TakeAsync(MessageContext context, IReadOnlyList<DisclosureAnswer> answers)
    {
        var asks = Array.Find(context.Room.Users, u => Disclosure.IsEmployee(u.Person))?.UserId ?? context.Sender.UserId;
        foreach (var (policy, version, told, operation) in answers)
        {
            var fields = new JsonObject
            {
                ["digest"] = told.Digest, ["event"] = context.EventId.Value, ["language"] = told.Language, ["operation"] = operation, ["policy"] = SaidDisclosure.RecordNameOf(policy, version),
                ["requester"] = asks.Value, ["target"] = context.Sender.UserId.Value,
            };
            var at = WireTime.Format(time.GetUtcNow());
            await log.AppendAsync(new LogRecord(LogRecord.Consent, fields) { RoomRow = context.Room.Id }, (connection, leaf) => connection.Execute(
                Answered, new { operation, at, leaf, user = context.Sender.Id, policy }));
        }
        users.Refresh(context.Sender.Id);
        if (context.Sender.IsOurs)
            holds.AskNow(context.Sender);
    }

    private static string? TextOf(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Object || !content.TryGetProperty("part", out _))
            return null;
        try
        {
            return MessageText.PlainOf(content.Deserialize(OcipJson.Default.MessageContent)!);
        }
        catch (JsonException)
        {
            return null;    // of a later version: no answer that could be read
        }
    }
}
