using Interop.Bridges.Connectors;
using Interop.Bridges.Native;

namespace Interop.Bridges.Tests.FakeNetwork;

/// <summary>The least that a connector can be: it receives and sends text, nothing else.</summary>
public class BareConnector(FakeNet net) : IConnector
{
    private FakePump? pump;

    public static readonly NativeUserId Bot = new("~bot");

    /// <summary>Name of the network, when there are several.</summary>
    public string Network { get; init; } = "fake";

    public virtual ConnectorDescription Description => new()
    {
        Network = Network, Connector = "Fake 1.0", Bot = Bot, Encryption = "transport", TextOctetsMax = 2000,
    };

    protected FakeNet Net => net;

    public Task StartAsync(IBridgeCore core, CancellationToken cancellationToken)
    {
        pump = new FakePump(net, core);
        core.ReportConnected();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (pump is not null)
            await pump.DisposeAsync();
        pump = null;
    }

    public Task<NativeSent> SendAsync(NativeMessage message, CancellationToken cancellationToken) => Task.FromResult(Write(message, null));

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected NativeSent Write(NativeMessage message, NativeEventId? replyTo)
    {
        var id = net.Act(message, (room, id) =>
        {
            room.Timeline.Add(new FakeMessage(id, message.Sender, message.Text) { Html = message.Html, Kind = message.Kind, ReplyTo = replyTo, Key = message.Key });
            // The network shows the bridge its own messages; those of a puppet it can tell only by the mark.
            net.Show(new InboundMessage
            {
                Id = id, Room = room.Id, Sender = message.Sender, Text = message.Text, EchoOf = message.SenderKind == SenderKind.Puppet ? message.Key : null,
            });
        });
        return new NativeSent(id, [new NativeAlias("client", new NativeEventId("c" + id))], []);
    }
}
