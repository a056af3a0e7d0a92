using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.RealServers.Prosody;

namespace Interop.Bridges.Tests.Xmpp.Servers;

/// <summary>Prosody, in a folder of its own.</summary>
internal sealed class ProsodyXmppServer : IXmppServer
{
    private readonly ProsodyServer server;
    private readonly string folder;

    private ProsodyXmppServer(ProsodyServer server, string folder) => (this.server, this.folder) = (server, folder);

    public int ComponentPort => server.ComponentPort;

    public string GroupChatDomain => server.GroupChatDomain;

    public static async Task<IXmppServer> StartAsync(ProsodyComponent component, IReadOnlyList<string> admins, int filePort, string filesUrl)
    {
        var data = Directory.CreateTempSubdirectory("prosody-").FullName;
        return new ProsodyXmppServer(
            await ProsodyServer.StartAsync(new ProsodyOptions { Folder = data, Components = [component], Admins = admins, FilePort = filePort, FilesUrl = filesUrl }, TimeProvider.System, CancellationToken.None), data);
    }

    public Task CreateUserAsync(string name, string password) => server.CreateUserAsync(name, password, CancellationToken.None);

    public Task<XmppClient> LoginAsync(string name, string password) => server.LoginAsync(name, password, CancellationToken.None);

    public Task KillAsync() => server.KillAsync();

    public Task StartAgainAsync() => server.StartAgainAsync(CancellationToken.None);

    public async Task LoseRoomsAsync()
    {
        await KillAsync();
        foreach (var rooms in Directory.GetDirectories(Path.Combine(folder, "data"), "conference*"))
            Directory.Delete(rooms, recursive: true);
        await StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
