using Interop.Bridges.Connectors;
using Interop.Bridges.Tests.ConnectorContract;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>The Matrix connector on the real Synapse.</summary>
internal sealed class MatrixHarness(SynapseFixture fixture) : IConnectorHarness
{
    private readonly Dictionary<string, MatrixPerson> people = new(StringComparer.Ordinal);

    public IConnector Connector { get; } = fixture.NewConnector();

    public bool DropsRepeatedKeys => true;

    public IConnector Restarted() => fixture.NewConnector();

    public async Task<INativePerson> PersonAsync(string name)
    {
        if (!people.TryGetValue(name, out var person))
            people[name] = person = new MatrixPerson(await fixture.NewPersonAsync(name));
        return person;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in people.Values)
            await person.Client.DisposeAsync();
    }
}
