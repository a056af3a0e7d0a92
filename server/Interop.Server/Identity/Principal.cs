using System.Security.Cryptography;
using System.Text;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Identity;

/// <summary>Who a request speaks for: what its token says.</summary>
/// <param name="TokenId">For revocation, idempotency and limits.</param>
/// <param name="Account">Login name, or bridge:{network}.</param>
/// <param name="Scopes">admin, client, bridge, archive, proxy, or roles of officers (Roles).</param>
/// <param name="User">The persona, of client tokens.</param>
/// <param name="Network">Of bridge tokens.</param>
/// <param name="Expires">Not valid from then on.</param>
internal sealed record Principal(string TokenId, string Account, string[] Scopes, User? User, string? Network, DateTimeOffset? Expires) : IDisposable
{
    public const string Admin = "admin";
    public const string Client = "client";
    public const string Bridge = "bridge";
    public const string Archive = "archive";
    public const string Federation = "federation";

    /// <summary>Whoever signed in (spec 13.10), whatever the token is for.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>Signed in with a password that must be replaced, and may do nothing else.</summary>
    public const string Password = "password";

    /// <summary>This server itself, when nobody's request is behind what it does.</summary>
    public static readonly Principal Server = new("server", "server", [], null, null, null) { SubmitterId = 0 };

    /// <summary>A provider that asks this process, a proxy, for its decisions.</summary>
    public const string Proxy = "proxy";

    private readonly CancellationTokenSource revoked = new();
    private int pending;
    private long prolonged;

    /// <summary>Cancelled when the token is revoked: open streams end.</summary>
    public CancellationToken Revoked => revoked.Token;

    /// <summary>Another provider, by the signature of its request.</summary>
    public ProviderName? Peer { get; init; }

    /// <summary>Of tokens that were made at a sign-in: which one.</summary>
    public string? SignIn { get; init; }

    /// <summary>Not valid from then on; later than the token says when the sign-in was renewed.</summary>
    public DateTimeOffset? ValidUntil => Volatile.Read(ref prolonged) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : Expires;

    /// <summary>Number under which repeats of its transactions are recognised: users count up, bridges count down.</summary>
    public required long SubmitterId { get; init; }

    /// <summary>A person with a role: whatever is read is archived.</summary>
    public bool IsOfficer => Scopes.Any(Roles.All.Contains);

    /// <summary>A role that keeps records: may know of every legal hold.</summary>
    public bool KeepsRecords => Scopes.Contains(Roles.Records);

    /// <summary>Source of an event in its record.</summary>
    public string Source => this == Server ? "server" : Peer is { } peer ? $"federation:{peer}" : Network is not null ? $"bridge:{Network}" : Scopes.Contains(Proxy) ? $"provider:{Account}" : User is null ? "admin" : "client";

    /// <summary>Another provider, once its signature was checked.</summary>
    public static Principal OfPeer(ProviderName peer)
    {
        // Below all bridges' numbers, and the same after every restart.
        var number = BitConverter.ToInt64(SHA256.HashData(Encoding.ASCII.GetBytes(peer.Value)));
        return new Principal($"peer:{peer}", $"peer:{peer}", [Federation], null, null, null) { Peer = peer, SubmitterId = -(1L << 62) + (number & ((1L << 60) - 1)) };
    }

    /// <summary>Takes room for events on their way through the pipeline; false when the submitter has too many there already.</summary>
    public bool TryEnter(int events, int max)
    {
        if (Interlocked.Add(ref pending, events) <= max)
            return true;
        Interlocked.Add(ref pending, -events);
        return false;
    }

    public void Dispose() => revoked.Dispose();

    public void Prolong(DateTimeOffset until) => Volatile.Write(ref prolonged, until.UtcTicks);

    public void Revoke() => revoked.Cancel();

    public void Leave(int events) => Interlocked.Add(ref pending, -events);
}
