using Interop.Protocol.Decisions;
using NodaTime;

namespace Interop.Server.Compliance.Policies;

/// <summary>One policy's answer: an outcome for the event and everyone, and recipients for whom it is stricter. The default is: allow for all.</summary>
internal readonly struct PolicyOutcome
{
    private readonly DecisionCode? code;

    private PolicyOutcome(PolicyEffect effect, DecisionCode? code, string? detail)
    {
        Effect = effect;
        this.code = code;
        Detail = detail;
    }

    public static PolicyOutcome Allow => default;

    public PolicyEffect Effect { get; }

    public DecisionCode Code => code ?? DecisionCodes.DeliveredArchived;

    /// <summary>What is wrong in this case, in one sentence that may be shown to the sender.</summary>
    public string? Detail { get; }

    /// <summary>Of a hold of the whole event: when it is due; null when no time is known.</summary>
    public Instant? Until { get; init; }

    /// <summary>Of a redaction: what is taken out. A stricter effect beside it skips none of it.</summary>
    public IReadOnlyList<Cut>? Redactions { get; init; }

    /// <summary>Of a refusal: the sender was not told of the recording yet, so that no body is kept.</summary>
    public bool Untold { get; init; }

    /// <summary>The policy did not come to an answer; this is what the failure policy says in its place.</summary>
    public bool Failed { get; init; }

    /// <summary>By rising index; null when nobody differs.</summary>
    public IReadOnlyList<RecipientOutcome>? Exceptions { get; init; }

    public bool IsAllowForAll => Effect == PolicyEffect.Allow && Exceptions is null;

    /// <summary>The event is refused: it gets no place in the room, and is archived as refused.</summary>
    public static PolicyOutcome Refuse(DecisionCode code, string detail) => new(PolicyEffect.Block, code, detail);

    /// <summary>The same for all recipients.</summary>
    /// <param name="effect">What to do.</param>
    /// <param name="code">Why, as the sender is told.</param>
    /// <param name="detail">A sentence for the sender; null for none.</param>
    public static PolicyOutcome ForAll(PolicyEffect effect, DecisionCode code, string? detail = null) => new(effect, code, detail);

    /// <summary>Allowed, but for these; null or empty: for all.</summary>
    public static PolicyOutcome Except(List<RecipientOutcome>? exceptions) => exceptions is { Count: > 0 } ? new() { Exceptions = exceptions } : default;
}
