using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Interop.Bridges.Matrix.AppService;

/// <summary>The secret by which the homeserver shows that it is the homeserver (application service API, "Authorization"). Only the header counts: a query ends in log files.</summary>
internal sealed class HomeserverToken(string token)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Compares in a time that tells nothing: digests have one length and are compared whole.</summary>
    public bool Matches(StringValues authorization) =>
        authorization.Count == 1 && authorization[0] is { } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(digest, SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..])));
}
