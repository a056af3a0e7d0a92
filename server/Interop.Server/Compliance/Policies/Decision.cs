using Interop.Protocol.Decisions;
using NodaTime;

namespace Interop.Server.Compliance.Policies;

/// <summary>What all policies together decided on an event.</summary>
internal sealed class Decision
{
    /// <summary>Every policy that was evaluated, in order, each as name/version; findings are a part of them.</summary>
    public required IReadOnlyList<string> Evaluated { get; init; }

    /// <summary>For the event, and for every recipient without an exception. Block: refused, it gets no place in the room.</summary>
    public PolicyEffect Effect { get; init; }

    /// <summary>What the sender is told: the common code, or 2.1.3 when recipients differ.</summary>
    public DecisionCode Code { get; init; } = DecisionCodes.DeliveredArchived;

    /// <summary>The code of every recipient without an exception.</summary>
    public DecisionCode BaseCode { get; init; } = DecisionCodes.DeliveredArchived;

    /// <summary>When the hold of the whole event is due.</summary>
    public Instant? Until { get; init; }

    /// <summary>Of a refusal: the sentence for the sender.</summary>
    public string? Detail { get; init; }

    /// <summary>Recipients for whom it is not <see cref="Effect"/>, by rising index.</summary>
    public IReadOnlyList<RecipientOutcome> Exceptions { get; init; } = [];

    /// <summary>
    /// The sender was not told of the recording yet: the body is kept sealed, whatever else is decided, and of a refused
    /// event only header and salted digest are kept.
    /// </summary>
    public bool Sealed { get; init; }

    /// <summary>What to take out before delivery, whenever that is: a hold does not skip a redaction.</summary>
    public IReadOnlyList<Cut> Redactions { get; init; } = [];

    /// <summary>Recipients who saw it although the decision for them would be stricter; said in the record.</summary>
    public RecipientSet NotPrevented { get; init; }

    /// <summary>The policies that asked for more than to allow, in order.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public bool IsAllowForAll => Findings.Count == 0;

    /// <summary>What is to happen for one recipient.</summary>
    /// <param name="recipient">Index in <see cref="PolicyInput.Recipients"/>.</param>
    public RecipientOutcome For(int recipient)
    {
        var (low, high) = (0, Exceptions.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = Exceptions[middle];
            if (found.Recipient == recipient)
                return found;
            if (found.Recipient < recipient)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return new RecipientOutcome(recipient, Effect, BaseCode, Until);
    }
}
