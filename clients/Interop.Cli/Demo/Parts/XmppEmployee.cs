using Interop.Bridges.RealServers.NativeClients;
using Interop.Client;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.Parts;

/// <summary>An employee: a work persona, the employee's own XMPP account linked to it, and a client of the server's own API.</summary>
internal sealed record XmppEmployee(UserId User, XmppClient Xmpp, string XmppPassword, OcipClient Client) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Xmpp.DisposeAsync();
        Client.Dispose();
    }
}
