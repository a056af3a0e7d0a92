using Interop.Bridges.RealServers.NativeClients;
using Interop.Client;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.Parts;

/// <summary>An employee: a work persona, the employee's own Matrix account linked to it, and a client of the server's own API.</summary>
internal sealed record MatrixEmployee(UserId User, MatrixClient Matrix, string MatrixPassword, OcipClient Client) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Matrix.DisposeAsync();
        Client.Dispose();
    }
}
