using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>The tests that share the real Synapse.</summary>
[CollectionDefinition(Name)]
public sealed class MatrixTests : ICollectionFixture<SynapseFixture>
{
    public const string Name = "matrix";
}
