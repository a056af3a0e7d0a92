using Interop.Protocol.ProxyApi;

namespace Interop.Server.Compliance.Disclosures;

/// <summary>A proxy of its own does not decide before somebody outside was told: the pipeline says it in the room and asks again (spec 7.7).</summary>
internal sealed class DisclosuresDueException(IReadOnlyList<DisclosureToTell> disclosures) : Exception("people outside have to be told first")
{
    public IReadOnlyList<DisclosureToTell> Disclosures { get; } = disclosures;
}
