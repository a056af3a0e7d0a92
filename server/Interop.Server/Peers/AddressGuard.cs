using System.Net;
using System.Net.Sockets;

namespace Interop.Server.Peers;

/// <summary>
/// Which addresses are the public internet's. A name that a stranger chose must not lead this server into the network that it stands in
/// (server-side request forgery).
/// </summary>
internal static class AddressGuard
{
    // What IANA's registries of special-purpose addresses have that is not globally reachable, or is only to be reached by one's own means.
    private static readonly IPNetwork[] Refused =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    public static bool IsPublic(IPAddress address)
    {
        // An IPv4 address in IPv6's clothes is refused as such: nobody publishes one.
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && (address.IsIPv4MappedToIPv6 || address.ScopeId != 0))
            return false;
        foreach (var network in Refused)
        {
            if (network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address))
                return false;
        }
        return address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6;
    }
}
