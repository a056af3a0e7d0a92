using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Interop.Protocol.Decisions;

namespace Interop.Server.Peers;

/// <summary>
/// Connections to other providers: the name is resolved here, each address is looked at, and exactly that address is connected to, so
/// that a name cannot answer one thing to the check and another to the connection.
/// </summary>
internal sealed class PeerConnections(TransportOptions options)
{
    private readonly X509Certificate2Collection? authorities = options.Trust is null ? null : CertificateFiles.Read("--trust", options.Trust);

    /// <exception cref="PeerException">5.1.0: the name leads to an address that is not public; 4.1.2: it cannot be resolved or reached.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await AddressesAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
        Exception? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(address, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException refused)
            {
                socket.Dispose();
                last = refused;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw new PeerException(DecisionCodes.PeerUnavailable, $"{context.DnsEndPoint.Host} cannot be reached: {last?.Message}", last);
    }

    /// <summary>TLS accepts the system's authorities and those of --trust; the name in the certificate is never passed over.</summary>
    public bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (authorities is null || errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
            return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1", "server authentication"));
        if (chain is not null)
        {
            foreach (var element in chain.ChainElements)
                own.ChainPolicy.ExtraStore.Add(element.Certificate);
        }
        return own.Build(leaf);
    }

    private async Task<IReadOnlyList<IPEndPoint>> AddressesAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (options.AllowedAddresses.TryGetValue(host, out var mapped))
            return [mapped];
        IPAddress[] found;
        try
        {
            found = await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException)
        {
            throw new PeerException(DecisionCodes.PeerUnavailable, $"The name {host} cannot be resolved: {unknown.Message}", unknown);
        }
        // One private address among public ones is already a name that means harm, or one that is set up wrong.
        if (found.FirstOrDefault(a => !AddressGuard.IsPublic(a)) is { } refused)
            throw new PeerException(DecisionCodes.BlockedPolicy, $"{host} is at {refused}, which is not an address of the public internet. --allow-address {host}={refused}:{port} allows it.");
        return [.. found.Select(a => new IPEndPoint(a, port))];
    }
}
