using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Tests.Xmpp;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>The Matrix connector on the real Synapse.</summary>
internal sealed class MatrixHarness : IConnectorHarness
{
    private readonly SynapseFixture fixture;
    private readonly BreakableLink link;
    private readonly Dictionary<string, MatrixPerson> people = new(StringComparer.Ordinal);

    public MatrixHarness(SynapseFixture fixture)
    {
        this.fixture = fixture;
        link = new BreakableLink(fixture.Synapse.BaseUrl.Port);
        Connector = Restarted();
    }

    public IConnector Connector { get; }

    public bool DropsRepeatedKeys => true;

    public IConnector Restarted() => fixture.NewConnector(("homeserver", $"http://127.0.0.1:{link.Port}/"));

    /// <summary>The homeserver keeps them: the bridge cannot reach it, while people can.</summary>
    public void FilesAway(bool away)
    {
        if (away)
            link.Cut();
        else
            link.Mend();
    }

    /// <summary>The homeserver hands its transaction to somebody who throws it away.</summary>
    public Task LoseAsync(RecordingCore core, NativeRoomId room, NativeEventId last) => fixture.DrainAsync();

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
        await link.DisposeAsync();
    }
}
