using Interop.Bridges.RealServers.NativeClients;

namespace Interop.Bridges.Tests.Xmpp.Servers;

/// <summary>A real XMPP server with the domain xmpp.test, on loopback ports.</summary>
public interface IXmppServer : IAsyncDisposable
{
    int ComponentPort { get; }

    /// <summary>Domain of the group chat service.</summary>
    string GroupChatDomain { get; }

    Task CreateUserAsync(string name, string password);

    Task<XmppClient> LoginAsync(string name, string password);

    /// <summary>Ends it as a crash does.</summary>
    Task KillAsync();

    /// <summary>Starts it again with the same data and ports.</summary>
    Task StartAgainAsync();

    /// <summary>Starts it again without its group chats: as after a restore from a backup that is too old.</summary>
    Task LoseRoomsAsync();
}
