using System.Collections.Frozen;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;

namespace Interop.Server.Compliance.Rulebook.Kinds;

/// <summary>
/// A disclosure that is in force (spec 7.8). Where it asks for consent: what somebody outside writes before agreeing is refused and not kept, and what is
/// written to them waits, or, after a no, is blocked. It looks at what the person was told and has answered; both are facts of the person.
/// </summary>
internal sealed class Disclosure : IPolicy
{
    private readonly PolicyVersion version;
    private readonly FrozenDictionary<string, DisclosureText> texts;
    private readonly DisclosureText fallback;

    public Disclosure(PolicyVersion version)
    {
        this.version = version;
        texts = version.Settings.GetProperty("texts").EnumerateObject().ToFrozenDictionary(t => t.Name, t => new DisclosureText(t.Name, t.Value), StringComparer.OrdinalIgnoreCase);
        fallback = texts[version.Settings.GetProperty("fallback").GetString()!];
        Require = version.Settings.GetProperty("require").GetString()!;
    }

    public string Name => version.RecordName;

    public string Version => "1";

    /// <summary>Of the definition: who reads a record finds the words by it.</summary>
    public int SourceVersion => version.Version;

    /// <summary>notice or consent.</summary>
    public string Require { get; }

    public bool AsksConsent => Require == DisclosureKind.Consent;

    /// <summary>By the policy's own name, which outlasts its versions: who was told by one version is not told the same by the next.</summary>
    public string Policy => version.Name;

    /// <summary>Whose the disclosures are: people outside, not programs.</summary>
    public static bool IsOutsider(PolicyPerson person) => PolicyScope.IsOutside(person) && person.Persona != PersonaKind.Service;

    public static bool IsEmployee(PolicyPerson person) => !PolicyScope.IsOutside(person) && person.Persona == PersonaKind.Work;

    /// <summary>Whether an event says something: with it a contact begins, and it is what consent is asked for.</summary>
    public static bool CarriesWords(string type, bool hasWords) => type switch
    {
        EventTypes.Membership or EventTypes.Receipt or EventTypes.Notice or EventTypes.Consent or EventTypes.Supervision => false,
        EventTypes.Room or EventTypes.Retract => hasWords,
        _ => true,
    };

    /// <summary>The text for a language: its own, that of a more general one, else the fallback.</summary>
    public DisclosureText TextIn(string? language) => language is not null && LanguageLookup.Best(texts.Keys, language) is { } found ? texts[found] : fallback;

    /// <summary>What the person was told of the text that is in force now, and has answered; null when it has to be told.</summary>
    public DisclosureState? StateOf(PolicyPerson person) =>
        person.DisclosureOf(Policy) is { } told && texts.TryGetValue(told.Language, out var text) && text.Digest == told.Digest ? told : null;

    /// <summary>What a text says to this disclosure: grant or revoke; null when it is no answer. The words of each language are understood, whichever was told.</summary>
    public string? AnswerIn(string said, DisclosureState told)
    {
        var answer = DisclosureText.Plain(said);
        if (answer.Length is 0 or > DisclosureText.AnswerLengthMax)
            return null;
        var isGranted = told.Answer == DisclosureState.Granted;
        foreach (var text in texts.Values)
        {
            if (!isGranted && text.Grant.Contains(answer))
                return DisclosureState.Granted;
            if (isGranted ? text.Withdraw.Contains(answer) : told.Answer != DisclosureState.Revoked && (text.Refuse.Contains(answer) || text.Withdraw.Contains(answer)))
                return DisclosureState.Revoked;
        }
        return null;
    }

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        if (!AsksConsent || !CarriesWords(input.Header.Type, input.HasWords))
            return PolicyOutcome.Allow;
        return PolicyScope.IsOutside(input.Sender) ? FromOutside(in input) : ToOutside(in input);
    }

    private PolicyOutcome FromOutside(in PolicyInput input)
    {
        // What was taken once stays taken, whatever was withdrawn since.
        if (input.Release || !IsOutsider(input.Sender) || !Array.Exists(input.Participants, IsEmployee))
            return PolicyOutcome.Allow;
        var state = StateOf(input.Sender);
        if (state?.Answer == DisclosureState.Granted)
            return PolicyOutcome.Allow;
        var sentence = TextIn(state?.Language).Refusal ?? version.Message ?? "It was not recorded and not delivered: agree to the recording first.";
        return PolicyOutcome.Refuse(DecisionCodes.ConsentMissing, sentence) with { Untold = true };
    }

    private PolicyOutcome ToOutside(in PolicyInput input)
    {
        List<RecipientOutcome>? waits = null;
        for (var i = 0; i < input.Recipients.Length; i++)
        {
            var recipient = input.Recipients[i];
            if (!IsOutsider(recipient))
                continue;
            var answer = StateOf(recipient)?.Answer;
            if (answer == DisclosureState.Granted)
                continue;
            // Nobody could make another organisation wait (PRX-7.80).
            (waits ??= []).Add(answer == DisclosureState.Revoked || recipient.IsForeign
                ? new RecipientOutcome(i, PolicyEffect.Block, DecisionCodes.ConsentMissing)
                : new RecipientOutcome(i, PolicyEffect.Hold, DecisionCodes.HeldByPolicy));
        }
        return PolicyOutcome.Except(waits);
    }
}
