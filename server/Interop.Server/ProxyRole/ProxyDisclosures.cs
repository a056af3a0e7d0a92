using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.ProxyApi;
using Interop.Server.Compliance.Disclosures;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook.Kinds;

namespace Interop.Server.ProxyRole;

/// <summary>
/// What a proxy of its own does about disclosures (spec 7.7, 7.8): it says whom the provider has to tell what, and which events are answers. It keeps nothing
/// in mind of it: what people were told and have answered comes with each question, and is on record at the provider.
/// </summary>
internal sealed class ProxyDisclosures(DisclosuresInForce disclosures)
{
    /// <summary>What has to be said before this event; null for nearly every one.</summary>
    public EvaluateResult? DueBefore(EvaluateItem item, in PolicyInput input)
    {
        var inForce = disclosures.At(input.Now);
        if (inForce.Count == 0 || item.DecideNow == true || item.CreatesRoom == true || !Disclosure.CarriesWords(item.Header.Type, input.HasWords) || !Array.Exists(input.Participants, Disclosure.IsEmployee))
            return null;
        var due = new List<DisclosureToTell>();
        foreach (var policy in inForce)
        {
            if (!policy.Source.Scope.Covers(in input))
                continue;
            var disclosure = (Disclosure)policy.Inner;
            due.AddRange(input.Participants.Where(p => Disclosure.IsOutsider(p) && disclosure.StateOf(p) is null).DistinctBy(p => p.User).GroupBy(p => disclosure.TextIn(LanguageOf(item, p)))
                .Select(language => new DisclosureToTell(disclosure.Policy, disclosure.SourceVersion, disclosure.Require, language.Key.Language, language.Key.Text, [.. language.Select(p => p.User)])));
        }
        return due.Count == 0 ? null : new EvaluateResult { Code = DecisionCodes.ProxyUnavailable.Code, Detail = "People outside have to be told first.", Tell = [.. due] };
    }

    /// <summary>What the event answers; with it its sender is judged.</summary>
    public DisclosureReply[] Take(in PolicyInput input)
    {
        if (input.Header.Type != EventTypes.Message || input.Sender.Disclosures.Length == 0)
            return [];
        var answers = DisclosureAnswers.Find(disclosures.At(input.Now), input.Sender, input.Content);
        if (answers.Count == 0)
            return [];
        input.Sender.Disclosures = [.. input.Sender.Disclosures.Select(d => answers.FirstOrDefault(a => a.Policy == d.Policy) is { } answer ? d with { Answer = answer.Operation } : d)];
        return [.. answers.Select(a => new DisclosureReply(a.Policy, a.Version, a.Told.Language, a.Told.Digest, a.Operation))];
    }

    /// <summary>What a provider says that somebody was told.</summary>
    public static DisclosureState[] StatesOf(ToldDisclosure[]? disclosed) => [.. (disclosed ?? []).Select(d => new DisclosureState(d.Policy, d.Language, d.Digest, d.Answer ?? DisclosureState.Told))];

    /// <summary>What is known of the person, else what the person's own words say of themselves.</summary>
    private static string? LanguageOf(EvaluateItem item, PolicyPerson person) =>
        Array.Find(item.Outside ?? [], o => o.User == person.User)?.Language ?? (person.User == item.Header.Sender ? DisclosureNotices.LanguageIn(item.Body.Content) : null);
}
