using Interop.Bridges.RealServers.NativeClients;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.Parts;

/// <summary>A person of no organisation here, on XMPP, and the bridged persona that stands for this person.</summary>
internal sealed record DemoOutsider(UserId User, XmppClient Xmpp, string Password) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Xmpp.DisposeAsync();
}
