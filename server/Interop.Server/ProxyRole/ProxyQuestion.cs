using System.Text.Json;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;

namespace Interop.Server.ProxyRole;

/// <summary>What policies look at, made of what a provider has asked.</summary>
internal static class ProxyQuestion
{
    /// <summary>Recipients of one event.</summary>
    private const int RecipientsMax = 20_000;

    /// <summary>What is wrong with a question; null when it can be decided on.</summary>
    public static Fault? FaultOf(EvaluateItem item, ProviderName organisation)
    {
        if (Directions.Parse(item.Direction) is not { } direction)
            return new Fault(DecisionCodes.Malformed, "The direction is egress, ingress or local.");
        if (EventIdentity.Of(item.Header) != item.Event)
            return new Fault(DecisionCodes.Malformed, "The event id is not the digest of the header.");
        if (!EventIdentity.BodyMatches(item.Header, item.Body))
            return new Fault(DecisionCodes.Malformed, "The body is not the one that the header promises.");
        if (item.Sender.User != item.Header.Sender)
            return new Fault(DecisionCodes.Malformed, "The sender is not the one of the header.");
        if (item.Recipients.Length > RecipientsMax)
            return new Fault(DecisionCodes.TooLarge, $"An event has at most {RecipientsMax} recipients.");
        if (direction == EvaluationDirection.Ingress ? item.Recipients.Any(r => r.User.Provider != organisation) : item.Header.Sender.Provider != organisation)
            return new Fault(DecisionCodes.BlockedPolicy, "A proxy decides for the people of its own organisation.");
        return null;
    }

    public static PolicyInput Of(EvaluateItem item, ProxyPeople people, DateTimeOffset now)
    {
        var sender = people.Person(item.Sender);
        var recipients = item.Recipients.Select(people.Person).ToArray();
        var (change, target) = ChangeOf(item.Header);
        PolicyPerson[] participants = [sender, .. recipients, .. (item.Participants ?? []).Select(p => people.Person(p, KindOf(p, item, people)))];
        foreach (var known in item.Outside ?? [])
        {
            foreach (var person in participants.Where(p => p.User == known.User))
                person.Disclosures = ProxyDisclosures.StatesOf(known.Disclosed);
        }
        return new PolicyInput
        {
            Direction = Directions.Parse(item.Direction)!.Value,
            Header = item.Header,
            Content = item.Body.Content,
            Sender = sender,
            Recipients = recipients,
            Participants = participants,
            Networks = item.Networks ?? [],
            Now = NodaTime.Instant.FromDateTimeOffset(now),
            Groups = people.Groups,
            NoticeVersion = ProxyPeople.Notice,
            CreatesRoom = item.CreatesRoom == true,
            Change = change,
            Target = target is { } who ? Array.Find(recipients, r => r.User == who) ?? people.Person(who, PersonaKind.Work) : null,
            AlreadyShown = SetOf(item.AlreadyShown, recipients),
            EarlierHeld = SetOf(item.EarlierHeld, recipients),
        };
    }

    /// <summary>The look again at something that was held for one recipient.</summary>
    public static PolicyInput Again(DecidedEvent held, ReleaseItem item, PolicyPerson recipient, ProxyPeople people, DateTimeOffset now)
    {
        var (change, target) = ChangeOf(held.Header);
        recipient.Disclosures = ProxyDisclosures.StatesOf(item.Disclosed);
        return new PolicyInput
        {
            Direction = Directions.Parse(held.Direction)!.Value,
            Header = held.Header,
            Content = held.Body?.Content ?? default,
            Sender = people.Person(held.Header.Sender, ProxyPeople.KindOf(held.Header.Persona ?? User.Work), item.Told),
            Recipients = [recipient],
            Participants = [.. (item.Participants ?? []).Select(p => people.Person(p, PersonaKind.Work))],
            Networks = item.Networks ?? [],
            Now = NodaTime.Instant.FromDateTimeOffset(now),
            Groups = people.Groups,
            NoticeVersion = ProxyPeople.Notice,
            Change = change,
            Target = target is { } who ? people.Person(who, PersonaKind.Work) : null,
            Release = true,
            Reviewed = held.Reviewed,
        };
    }

    /// <summary>Of a participant who is asked for nowhere: own people who are outside are bridged.</summary>
    private static PersonaKind KindOf(UserId participant, EvaluateItem item, ProxyPeople people) =>
        people.IsOwn(participant) && Array.Exists(item.Outside ?? [], o => o.User == participant) ? PersonaKind.Bridged : PersonaKind.Work;

    private static (MembershipChange Change, UserId? Target) ChangeOf(EventHeader header)
    {
        if (header.Type != EventTypes.Membership || header.State is not { ValueKind: JsonValueKind.Object } state)
            return (MembershipChange.None, null);
        var change = Text(state, StateFields.Membership) switch
        {
            "join" => MembershipChange.Join,
            "leave" => MembershipChange.Leave,
            "remove" => MembershipChange.Remove,
            _ => MembershipChange.None,
        };
        return (change, UserId.TryParse(Text(state, StateFields.Target), out var target) ? target : null);
    }

    private static string? Text(JsonElement state, string name) =>
        state.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static RecipientSet SetOf(UserId[]? users, PolicyPerson[] recipients)
    {
        var set = default(RecipientSet);
        foreach (var user in users ?? [])
        {
            var index = Array.FindIndex(recipients, r => r.User == user);
            if (index >= 0)
                set = set.With(index);
        }
        return set;
    }
}
