using System.Text.Json;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Compliance.Policies;
using NodaTime;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>One version of a policy of the book, as far as it concerns what it does. Immutable.</summary>
internal sealed record PolicyVersion
{
    /// <summary>The policy's name; unique in the organisation.</summary>
    public required string Name { get; init; }

    public required string Kind { get; init; }

    /// <summary>1, 2, …</summary>
    public required int Version { get; init; }

    /// <summary>Account of who wrote it last.</summary>
    public required string Author { get; init; }

    /// <summary>Account of who approved it; never its author.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>From then on it is in force; null before its approval.</summary>
    public Instant? Effective { get; init; }

    /// <summary>From then on it is not.</summary>
    public Instant? Retired { get; init; }

    /// <summary>draft, proposed, approved, effective or retired: <see cref="PolicyState"/>.</summary>
    public required string State { get; init; }

    public PolicyScope Scope { get; init; } = PolicyScope.Everything;

    /// <summary>One of <see cref="PolicyAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>A sentence for the sender, of warn, review, hold and block; null for a general one. It cannot quote what was found.</summary>
    public string? Message { get; init; }

    /// <summary>Of hold: for how long, from the event's creation on.</summary>
    public Duration Hold { get; init; }

    /// <summary>Settings of the kind; an object.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>As it stands in records before the version: kind:name.</summary>
    public string RecordName => $"{Kind}:{Name}";

    /// <summary>What the version's action makes of something that was found. Somebody has reviewed it: then a review and a hold ask for no more.</summary>
    /// <param name="input">The event.</param>
    /// <param name="cuts">Of redact: what is taken out. Null, or with a null in it: something was found that cannot be taken out, and then the event is blocked.</param>
    public PolicyOutcome Found(in PolicyInput input, IReadOnlyList<Cut?>? cuts = null) => Action switch
    {
        PolicyAction.Flag => PolicyOutcome.ForAll(PolicyEffect.Flag, DecisionCodes.DeliveredArchived),
        PolicyAction.Warn => PolicyOutcome.ForAll(PolicyEffect.Warn, DecisionCodes.DeliveredWithWarning, Message),
        PolicyAction.Redact when cuts is { Count: > 0 } && cuts.All(c => c is not null) =>
            PolicyOutcome.ForAll(PolicyEffect.Redact, DecisionCodes.DeliveredRedacted, Message) with { Redactions = [.. cuts.Distinct().Select(c => c!)] },
        PolicyAction.Hold => HeldFor(in input),
        PolicyAction.Review => input.Reviewed ? PolicyOutcome.Allow : PolicyOutcome.ForAll(PolicyEffect.Quarantine, DecisionCodes.HeldForReview, Message),
        _ => PolicyOutcome.Refuse(DecisionCodes.BlockedDlp, Message ?? DecisionCodes.BlockedDlp.Meaning),
    };

    private PolicyOutcome HeldFor(in PolicyInput input)
    {
        if (input.Reviewed || !WireTime.TryParse(input.Header.Created, out var created))
            return PolicyOutcome.Allow;
        var until = Instant.FromDateTimeOffset(created) + Hold;
        return until <= input.Now ? PolicyOutcome.Allow : PolicyOutcome.ForAll(PolicyEffect.Hold, DecisionCodes.HeldByPolicy, Message) with { Until = until };
    }
}
