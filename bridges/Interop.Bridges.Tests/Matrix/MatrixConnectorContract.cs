using Interop.Bridges.Tests.ConnectorContract;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>What every connector must do, on a real Synapse.</summary>
[Collection(MatrixTests.Name)]
public sealed class MatrixConnectorContract(SynapseFixture fixture) : ConnectorContractTests
{
    protected override async Task<IConnectorHarness> CreateAsync()
    {
        await fixture.DrainAsync();
        return new MatrixHarness(fixture);
    }
}
