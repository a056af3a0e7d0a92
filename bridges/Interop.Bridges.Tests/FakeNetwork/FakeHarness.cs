using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;

namespace Interop.Bridges.Tests.FakeNetwork;

/// <summary>The fake network for the contract suite.</summary>
public sealed class FakeHarness(Func<FakeNet, IConnector> make) : IConnectorHarness
{
    private readonly FakeNet net = new();
    private readonly Dictionary<string, FakePerson> people = [];
    private IConnector? connector;

    public IConnector Connector => connector ??= make(net);

    public bool DropsRepeatedKeys => true;

    public IConnector Restarted() => connector = make(net);

    public Task<INativePerson> PersonAsync(string name)
    {
        if (!people.TryGetValue(name, out var person))
            people.Add(name, person = new FakePerson(net, name));
        return Task.FromResult<INativePerson>(person);
    }

    public void FilesAway(bool away) => net.FilesAway = away;

    public bool CountsDirectChats => true;

    public Task LoseAsync(RecordingCore core, NativeRoomId room, NativeEventId last)
    {
        net.Lose();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
