using Interop.Bridges.Connectors;
using Interop.Bridges.Native;

namespace Interop.Bridges.Tests.ConnectorContract;

/// <summary>A network to try a connector on: the in-memory one, or a real server with real clients. One harness = one fresh network.</summary>
public interface IConnectorHarness : IAsyncDisposable
{
    /// <summary>Made and connected to this network by its settings, not started. The suite starts and stops it.</summary>
    IConnector Connector { get; }

    /// <summary>A second connector object with the same settings: the bridge after a restart. The first one is stopped by then.</summary>
    IConnector Restarted();

    /// <summary>True when the network drops a repeated transaction key.</summary>
    bool DropsRepeatedKeys { get; }

    /// <summary>True when a person who begins a direct chat with a ghost invites it first; false when the first message is the beginning.</summary>
    bool DirectChatsBeginWithAnInvitation => true;

    /// <summary>True when the network has an archive of direct chats that the bridge may read.</summary>
    bool CountsDirectChats => true;

    /// <summary>While the connector is stopped: what people wrote meanwhile, up to the last one named, never comes to the bridge.</summary>
    Task LoseAsync(RecordingCore core, NativeRoomId room, NativeEventId last);

    /// <summary>A person with an account on the network, logged in with a client of their own. The same name gives the same person.</summary>
    Task<INativePerson> PersonAsync(string name);

    /// <summary>The host that keeps the network's files cannot be reached, or can again.</summary>
    void FilesAway(bool away);
}
