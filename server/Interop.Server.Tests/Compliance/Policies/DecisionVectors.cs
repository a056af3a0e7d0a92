using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Compliance.Hours;
using Interop.Server.Compliance.Policies;
using NodaTime;

namespace Interop.Server.Tests.Compliance.Policies;

/// <summary>spec/vectors/decisions.json as the policies take it: people, what they are asked, and the decision in the vectors' form.</summary>
internal static class DecisionVectors
{
    private const string Notice = "2026-01";

    public static PolicyPerson[] People(JsonNode vector) => [.. vector["participants"]!.AsArray().Select(local => Person(vector, local!.GetValue<string>()))];

    public static PolicyInput Combination(JsonNode vector, PolicyPerson[] people) => Story.Event(people.First(p => p.User.Local == Text(vector, "sender")), people) with
    {
        AlreadyShown = (vector["shown"]?.AsArray() ?? []).Aggregate(default(RecipientSet), (set, local) => set.With(IndexOf(people, local!.GetValue<string>()))),
    };

    /// <summary>What one policy of a combination asks for.</summary>
    public static PolicyOutcome Asked(JsonNode policy, PolicyPerson[] people)
    {
        List<RecipientOutcome> exceptions = [.. (policy["recipients"]?.AsArray() ?? []).Select(r => new RecipientOutcome(IndexOf(people, Text(r!, "user")), Effect(r!), Code(r!), Until(r!))).OrderBy(r => r.Recipient)];
        if (policy["event"] is not { } all)
            return PolicyOutcome.Except(exceptions);
        return PolicyOutcome.ForAll(Effect(all), Code(all)) with { Until = Until(all), Exceptions = exceptions.Count > 0 ? exceptions : null };
    }

    public static PolicyInput Rule(JsonNode vector, PolicyPerson[] people)
    {
        var ev = vector["event"]!;
        var sender = people.FirstOrDefault(p => p.User.Local == Text(vector, "sender")) ?? Person(vector, Text(vector, "sender"));
        var target = ev["state"] is { } state ? people.FirstOrDefault(p => p.User.Local == Text(state, "target")) ?? Person(vector, Text(state, "target")) : null;
        var input = Story.Event(sender, people, Text(ev, "type"));
        return input with
        {
            Header = input.Header with { Network = ev["network"]?.GetValue<string>() },
            Content = JsonSerializer.Deserialize(ev["content"]!.ToJsonString(), OcipJson.Default.JsonElement),
            Now = Instant.FromDateTimeOffset(WireTime.Parse(Text(vector, "now"))),
            NoticeVersion = Notice,
            Target = target,
            Change = ev["state"]?["membership"]?.GetValue<string>() switch { "join" => MembershipChange.Join, "leave" => MembershipChange.Leave, "remove" => MembershipChange.Remove, _ => MembershipChange.None },
        };
    }

    /// <summary>The policies of every engine, and the barrier that the vector has in its book.</summary>
    public static Combination Policies(JsonNode vector) => vector["barrier"] is { } barrier ? Story.With(Side(barrier[0]!), Side(barrier[1]!)) : CompliancePolicies.All;

    /// <summary>A decision as the vectors have it.</summary>
    public static string Told(Decision decision, PolicyPerson[] people, PolicyPerson sender, bool withAsked)
    {
        var told = new JsonObject { ["code"] = decision.Code.Code };
        if (decision.Effect == PolicyEffect.Block)
            told["refused"] = true;
        else
            told["recipients"] = new JsonArray([.. people.Index().Where(p => p.Item.User != sender.User).Select(p => NotNow(decision.For(p.Index), p.Item)).OfType<JsonNode>()]);
        if (withAsked)
            told["asked"] = new JsonArray([.. decision.Findings.Select(f => (JsonNode)$"{f.Policy.Name}/{f.Policy.Version}")]);
        if (!decision.NotPrevented.IsEmpty)
            told["notPrevented"] = new JsonArray([.. people.Index().Where(p => decision.NotPrevented.Contains(p.Index)).Select(p => (JsonNode)p.Item.User.Local)]);
        return Canonical(told);
    }

    public static string Canonical(JsonNode node) => System.Text.Encoding.UTF8.GetString(Protocol.Encoding.CanonicalJson.Of(JsonSerializer.Deserialize(node.ToJsonString(), OcipJson.Default.JsonElement)));

    private static JsonObject? NotNow(RecipientOutcome outcome, PolicyPerson person)
    {
        if (outcome.Effect is PolicyEffect.Allow or PolicyEffect.Redact)
            return null;
        var told = new JsonObject { ["user"] = person.User.Local, ["code"] = outcome.Code.Code };
        if (outcome.Until is { } until)
            told["holdUntil"] = WireTime.Format(until.ToDateTimeOffset());
        return told;
    }

    private static PolicyPerson Person(JsonNode vector, string local)
    {
        var said = vector["people"]?[local];
        var person = Story.Person(local, Enum.Parse<PersonaKind>(said?["persona"]?.GetValue<string>() ?? "work", ignoreCase: true));
        person.NoticeVersion = said?["told"] is null ? Notice : null;
        if (said?["hours"] is { } hours)
        {
            if (!DeliveryCalendar.TryCreate(JsonSerializer.Deserialize(hours.ToJsonString(), OcipJson.Default.DeliveryHours)!, out var calendar, out var error))
                throw new FormatException(error);
            person.Calendar = calendar;
        }
        return person;
    }

    private static PolicyPerson[] Side(JsonNode locals) => [.. locals.AsArray().Select(local => Story.Person(local!.GetValue<string>()))];

    private static int IndexOf(PolicyPerson[] people, string local) => Array.FindIndex(people, p => p.User.Local == local);

    private static PolicyEffect Effect(JsonNode asked) => Enum.Parse<PolicyEffect>(Text(asked, "outcome"), ignoreCase: true);

    private static DecisionCode Code(JsonNode asked) => DecisionCodes.Find(Text(asked, "code"))!;

    private static Instant? Until(JsonNode asked) => asked["until"] is { } until ? Instant.FromDateTimeOffset(WireTime.Parse(until.GetValue<string>())) : null;

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
