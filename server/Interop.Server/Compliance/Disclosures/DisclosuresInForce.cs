using Interop.Server.Compliance.Rulebook;
using Interop.Server.Compliance.Rulebook.Kinds;
using NodaTime;

namespace Interop.Server.Compliance.Disclosures;

/// <summary>The disclosures of the book that are in force (spec 7.8). None at a provider where a proxy of its own decides: there they are the proxy's, which says what is to be told.</summary>
internal sealed class DisclosuresInForce(ServerOptions options, PolicyBook book)
{
    private volatile Known? known;

    /// <summary>Each with its scope; nearly always none, and then nothing else is looked at.</summary>
    public IReadOnlyList<ScopedPolicy> At(Instant now)
    {
        if (options.Proxy is not null)
            return [];
        var set = book.At(now);
        if (known is not { } stands || stands.Set != set)
            known = stands = new Known(set, [.. set.Compiled.OfType<ScopedPolicy>().Where(p => p.Inner is Disclosure)]);
        return stands.Policies;
    }

    private sealed record Known(PolicySet Set, ScopedPolicy[] Policies);
}
