using Interop.Server.Compliance.Policies;
using Interop.Server.Pipeline;

namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// Who decides for the organisation (spec 07): its policies in this process, or a proxy of its own that is spoken to by the protocol.
/// Called in a room's own order, for many rooms at once.
/// </summary>
internal interface IComplianceProxy
{
    /// <summary>Decides on an event, for the event and for each recipient.</summary>
    /// <param name="context">The event.</param>
    /// <param name="input">What the policies look at; not kept after the call has returned.</param>
    /// <exception cref="PolicyUnavailableException">It cannot decide now: the failure policy applies.</exception>
    ValueTask<Evaluation> EvaluateAsync(MessageContext context, in PolicyInput input);

    /// <summary>
    /// Decides anew on what waits for one recipient in one room. Answers one outcome per event, in order; the answer may be shorter
    /// than the question, and then everything from there on goes on waiting.
    /// </summary>
    /// <exception cref="PolicyUnavailableException">It cannot decide now: all goes on waiting, and is asked again.</exception>
    ValueTask<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(HeldEvents held);
}
