using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>Real servers among which one provider lies; its tests run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class HostileWorld : ICollectionFixture<PeerWorld>
{
    public const string Name = "a provider that lies";
}
