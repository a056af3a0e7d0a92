using Interop.Protocol.Decisions;
using Interop.Protocol.ProxyApi;
using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Proxy;

/// <summary>A proxy's answer on an event, whoever the proxy is. Immutable; the usual one, allowed for all, is one shared object.</summary>
internal sealed record Evaluation
{
    /// <summary>Block: refused as a whole. Else it goes on, and <see cref="Recipients"/> says for whom not now.</summary>
    public bool Refused { get; init; }

    /// <summary>As the sender is told.</summary>
    public DecisionCode Code { get; init; } = DecisionCodes.DeliveredArchived;

    /// <summary>A sentence for the sender: of a refusal, or a policy's warning.</summary>
    public string? Detail { get; init; }

    /// <summary>Of a refusal: the body is archived too, since its sender was told of the recording.</summary>
    public bool KeepBody { get; init; }

    /// <summary>Of what comes in from another organisation: its sender has not agreed to be recorded, so that nothing of it is kept (spec 7.8).</summary>
    public bool Unconsented { get; init; }

    /// <summary>Those who do not get it now, by rising index in the question's recipients.</summary>
    public IReadOnlyList<RecipientOutcome> Recipients { get; init; } = [];

    /// <summary>Who saw it although the decision would be stricter.</summary>
    public RecipientSet NotPrevented { get; init; }

    /// <summary>Policies evaluated, as a JSON array of name/version.</summary>
    public required string Evaluated { get; init; }

    /// <summary>Those of them that asked for more than to allow, as a JSON array; null for none.</summary>
    public string? Asked { get; init; }

    /// <summary>Those of them that did not come to an answer, so that the failure policy spoke in their place, as a JSON array; null for none.</summary>
    public string? Failed { get; init; }

    /// <summary>What is delivered in place of the body; null when nothing was taken out.</summary>
    public RedactedBody? Redacted { get; init; }

    /// <summary>Of a proxy that is not in this process: what the event answers, to be on record before it counts.</summary>
    public IReadOnlyList<DisclosureReply> Answers { get; init; } = [];

    /// <summary>Of a proxy that is not in this process.</summary>
    public SignedStamp? Stamp { get; init; }

    /// <summary>Why no policy was asked (failure policy open); null when one was.</summary>
    public Bypass? Bypass { get; init; }

    /// <summary>Nothing to do but to go on.</summary>
    public bool IsPlain => !Refused && !Unconsented && Asked is null && Stamp is null && Redacted is null && Bypass is null && Recipients.Count == 0;
}
