using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Policies;
using Interop.Server.Delivery;

namespace Interop.Server.Identity;

/// <summary>
/// A user as the pipeline needs it: one persona. There is one object per user in the process (see <see cref="UserDirectory"/>);
/// what an administrator or bridge changes is replaced in place after its commit.
/// </summary>
internal sealed class User(long id, UserId userId, string kind, bool isOurs = true)
{
    public const string Work = "work";
    public const string Personal = "personal";
    public const string Service = "service";
    public const string Bridged = "bridged";

    private volatile Subscription[] live = [];

    /// <summary>Row in the store; never leaves the process.</summary>
    public long Id { get; } = id;

    public UserId UserId { get; } = userId;

    /// <summary>work, personal, service or bridged.</summary>
    public string Kind { get; } = kind;

    /// <summary>False for users of other providers: their organisation decides for them and delivers to them.</summary>
    public bool IsOurs { get; } = isOurs;

    public ProviderName Provider { get; } = userId.Provider;

    public required string DisplayName { get; set; }

    /// <summary>Of somebody outside, as far as the network says it: BCP 47; null when it is not known.</summary>
    public string? Language { get; set; }

    /// <summary>Accounts on networks: of a bridged persona its one, of a work persona those linked to it.</summary>
    public NetworkAccount[] Accounts { get; set; } = [];

    /// <summary>What policies know of this user: hours, and the recording notice that was told.</summary>
    public PolicyPerson Person { get; } = new(userId, KindOf(kind)) { IsForeign = !isOurs };

    /// <summary>Open streams of this user. Replaced as a whole, so that fan-out reads it without a lock.</summary>
    public Subscription[] Live => live;

    public bool IsOn(string network)
    {
        foreach (var account in Accounts)
        {
            if (account.Network == network)
                return true;
        }
        return false;
    }

    private static PersonaKind KindOf(string kind) => kind switch
    {
        Personal => PersonaKind.Personal,
        Service => PersonaKind.Service,
        Bridged => PersonaKind.Bridged,
        _ => PersonaKind.Work,
    };

    public void Attach(Subscription subscription)
    {
        lock (this)
            live = [.. live, subscription];
    }

    public void Detach(Subscription subscription)
    {
        lock (this)
            live = [.. live.Where(s => s != subscription)];
    }
}
