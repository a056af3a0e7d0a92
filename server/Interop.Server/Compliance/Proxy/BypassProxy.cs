using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Policies;
using Interop.Server.Pipeline;

namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// Failure policy open (spec 07): what cannot be decided on goes on, archived and stamped by the provider. Not skipped even then: a sender who was not
/// told of the recording, and a recipient for whom something earlier is held. Those events are refused as with closed.
/// </summary>
internal sealed class BypassProxy(IComplianceProxy inner, Func<ProxyId> id) : IComplianceProxy
{
    public ValueTask<Evaluation> EvaluateAsync(MessageContext context, in PolicyInput input)
    {
        var mayPass = MayPass(in input);
        try
        {
            var asked = inner.EvaluateAsync(context, in input);
            return asked.IsCompletedSuccessfully || !mayPass ? asked : AwaitAsync(asked);
        }
        catch (PolicyUnavailableException) when (mayPass)
        {
            return ValueTask.FromResult(Passed());
        }
    }

    public ValueTask<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(HeldEvents held) => inner.ReleaseAsync(held);

    private async ValueTask<Evaluation> AwaitAsync(ValueTask<Evaluation> asked)
    {
        try
        {
            return await asked;
        }
        catch (PolicyUnavailableException)
        {
            return Passed();
        }
    }

    private Evaluation Passed() => new() { Evaluated = "[]", Bypass = new Bypass(id(), Bypass.ProxyUnavailable) };

    private static bool MayPass(in PolicyInput input) => input.EarlierHeld.IsEmpty && !input.SenderUntold;
}
