using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Interop.Server.Media.Scanning;

/// <summary>Where clamd listens: clamd:HOST:PORT, or clamd:/path of its socket.</summary>
/// <param name="Host">Null for a Unix socket.</param>
/// <param name="Port">0 for a Unix socket.</param>
/// <param name="Path">Null for TCP.</param>
internal sealed record ClamdAddress(string? Host, int Port, string? Path)
{
    private const string Scheme = "clamd:";

    public EndPoint EndPoint => Path is null ? new DnsEndPoint(Host!, Port) : new UnixDomainSocketEndPoint(Path);

    public Socket Socket() => Path is null ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true } : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <exception cref="FormatException">It is none of the two forms.</exception>
    public static ClamdAddress Parse(string text)
    {
        if (text.StartsWith(Scheme + "/", StringComparison.Ordinal))
            return new ClamdAddress(null, 0, text[Scheme.Length..]);
        var port = text.LastIndexOf(':');
        if (text.StartsWith(Scheme, StringComparison.Ordinal) && port > Scheme.Length
            && int.TryParse(text.AsSpan(port + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536)
            return new ClamdAddress(text[Scheme.Length..port].Trim('[', ']'), number, null);
        throw new FormatException("--media-scanner is clamd:HOST:PORT or clamd:/PATH/OF/SOCKET.");
    }
}
