using System.Text.Json;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Rulebook.Kinds;

/// <summary>
/// Information barriers (spec 7.2, 7.8): settings {between: [selector, selector]}; a side may be an organisation. Sending and forwarding: blocked for each recipient on the other side.
/// Adding: refused. Mentioning: naming somebody of the other side by their id is found too, whoever reads it. Its action is what is done then.
/// </summary>
internal sealed class BarrierKind : IPolicyKind
{
    public const string Name = "barrier";

    public string Kind => Name;

    public string? Check(JsonElement settings)
    {
        foreach (var member in settings.EnumerateObject())
        {
            if (!member.NameEquals("between"u8))
                return $"/{member.Name}: the settings have between, and nothing else.";
        }
        if (!settings.TryGetProperty("between", out var between) || between.ValueKind != JsonValueKind.Array || between.GetArrayLength() != 2)
            return "/between: exactly two sides are expected.";
        return PeopleSelector.Check(between[0], "/between/0") ?? PeopleSelector.Check(between[1], "/between/1");
    }

    public IPolicy Compile(PolicyVersion version)
    {
        var between = version.Settings.GetProperty("between");
        return new Barrier(version, PeopleSelector.Of(between[0]), PeopleSelector.Of(between[1]));
    }

    private sealed class Barrier(PolicyVersion version, PeopleSelector one, PeopleSelector other) : IPolicy
    {
        string IPolicy.Name => version.RecordName;

        public string Version => "1";

        public PolicyOutcome Evaluate(in PolicyInput input)
        {
            if (input is { Change: MembershipChange.Join, Target: { } target } && MeetsSomebody(target, in input))
                return version.Action == PolicyAction.Block ? PolicyOutcome.Refuse(DecisionCodes.InformationBarrier, version.Message ?? "An information barrier keeps this user out of the room.") : version.Found(in input);
            var (isOne, isOther) = Sides(input.Sender, in input);
            if ((!isOne && !isOther) || EndsWithoutWords(in input))
                return PolicyOutcome.Allow;
            List<RecipientOutcome>? apart = null;
            for (var i = 0; i < input.Recipients.Length; i++)
            {
                var recipient = input.Recipients[i];
                if (recipient.User != input.Sender.User && IsAcross(isOne, isOther, recipient, in input))
                    (apart ??= []).Add(new RecipientOutcome(i, PolicyEffect.Block, DecisionCodes.InformationBarrier));
            }
            if (apart is not null)
                return version.Action == PolicyAction.Block ? PolicyOutcome.Except(apart) : version.Found(in input);
            return Mentions(isOne, isOther, in input) ? version.Action == PolicyAction.Block ? PolicyOutcome.Refuse(DecisionCodes.InformationBarrier, "It names somebody on the other side of an information barrier.") : version.Found(in input) : PolicyOutcome.Allow;
        }

        private (bool One, bool Other) Sides(PolicyPerson person, in PolicyInput input) => (one.Has(person, input.Groups), other.Has(person, input.Groups));

        /// <summary>Who stands on both sides is kept apart from either.</summary>
        private bool IsAcross(bool isOne, bool isOther, PolicyPerson person, in PolicyInput input) =>
            (isOne && other.Has(person, input.Groups)) || (isOther && one.Has(person, input.Groups));

        private bool MeetsSomebody(PolicyPerson target, in PolicyInput input)
        {
            var (isOne, isOther) = Sides(target, in input);
            if (!isOne && !isOther)
                return false;
            foreach (var participant in input.Participants)
            {
                if (participant.User != target.User && IsAcross(isOne, isOther, participant, in input))
                    return true;
            }
            return false;
        }

        /// <summary>A user id, an address of the form local@provider, or @local in what was written.</summary>
        private bool Mentions(bool isOne, bool isOther, in PolicyInput input)
        {
            if (input.Text is not { } text)
                return false;
            for (var i = 0; i < text.Count; i++)
            {
                foreach (var user in MentionReader.In(text[i], input.Header.Origin))
                {
                    var named = new PolicyPerson(user, PersonaKind.Work) { IsForeign = user.Provider != input.Header.Origin && user.Provider != input.Header.Room.Provider };
                    if (user != input.Sender.User && IsAcross(isOne, isOther, named, in input))
                        return true;
                }
            }
            return false;
        }

        private static bool EndsWithoutWords(in PolicyInput input) =>
            (input.Change is MembershipChange.Leave or MembershipChange.Remove || input.Header.Type == EventTypes.Retract) && !input.HasWords;
    }
}
