using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>Tests that share these providers run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class EvidenceWorldTests : ICollectionFixture<EvidenceWorld>
{
    public const string Name = "providers with evidence";
}
