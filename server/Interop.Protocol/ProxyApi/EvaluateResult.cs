using Interop.Protocol.Events;
using Interop.Protocol.Evidence;

namespace Interop.Protocol.ProxyApi;

/// <summary>A proxy's answer on one event.</summary>
public sealed record EvaluateResult
{
    /// <summary>Of the stamp, or of what was decided for own people; or why there is none: 4.1.0, 4.1.1, 5.5.x, or of a release that nothing has changed.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence for the sender, without content.</summary>
    public string? Detail { get; init; }

    public Stamp? Stamp { get; init; }

    /// <summary>That the stamp is signed.</summary>
    public BatchProof? Proof { get; init; }

    /// <summary>That the stamp's receipt is signed.</summary>
    public BatchProof? ReceiptProof { get; init; }

    /// <summary>Policies evaluated, each as name/version, in order.</summary>
    public string[]? Evaluated { get; init; }

    /// <summary>Those of them that asked for more than to allow.</summary>
    public string[]? Asked { get; init; }

    /// <summary>Those of them that did not come to an answer, so that the proxy's failure policy spoke in their place.</summary>
    public string[]? Failed { get; init; }

    /// <summary>Recipients who saw it although the decision would have been stricter.</summary>
    public Identifiers.UserId[]? NotPrevented { get; init; }

    /// <summary>In direction egress: what was decided for own people, by the digest in the stamp.</summary>
    public OwnDecisions? Own { get; init; }

    /// <summary>Of a release after which it goes on waiting: until when, when that is known.</summary>
    public string? HoldUntil { get; init; }

    /// <summary>Without a stamp, and with 4.1.1: what people outside are told first; then it is asked again.</summary>
    public DisclosureToTell[]? Tell { get; init; }

    /// <summary>With a stamp: what the event answers, by which its sender has been judged already.</summary>
    public DisclosureReply[]? Answers { get; init; }

    /// <summary>When parts were taken out: the body that is delivered instead; its digest is <see cref="Redaction.To"/>.</summary>
    public EventBody? RedactedBody { get; init; }
}
