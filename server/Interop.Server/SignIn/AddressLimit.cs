using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Interop.Server.SignIn;

/// <summary>Failures of each address within a minute; of IPv6 each network of 64 bits counts as one.</summary>
internal sealed class AddressLimit(TimeProvider time)
{
    private const int AddressesMax = 50_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Began, int Failures)> seen = new(StringComparer.Ordinal);

    public bool IsOver(IPAddress? address) =>
        address is not null && seen.TryGetValue(KeyOf(address), out var entry) && time.GetUtcNow() - entry.Began < Window
        && entry.Failures >= (IPAddress.IsLoopback(address) ? SignInLimits.LoopbackFailuresMax : SignInLimits.AddressFailuresMax);

    public void Fail(IPAddress? address)
    {
        if (address is null)
            return;
        if (seen.Count >= AddressesMax)
            seen.Clear();
        var now = time.GetUtcNow();
        seen.AddOrUpdate(KeyOf(address), _ => (now, 1), (_, entry) => now - entry.Began < Window ? (entry.Began, entry.Failures + 1) : (now, 1));
    }

    private static string KeyOf(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(plain.GetAddressBytes(), 0, 8) : plain.ToString();
    }
}
