using Xunit;

namespace Interop.Server.Tests.Peers;

/// <summary>Tests that share the two providers and the told peer run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PeerWorldTests : ICollectionFixture<PeerWorld>
{
    public const string Name = "providers over HTTPS";
}
