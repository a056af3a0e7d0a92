namespace Interop.Server.Peers;

/// <summary>Limits and times between providers (spec 02).</summary>
internal static class PeerLimits
{
    /// <summary>Octets of an answer of a peer.</summary>
    public const int AnswerOctetsMax = 4 * 1024 * 1024;

    /// <summary>Redirections that are followed when a directory is fetched.</summary>
    public const int RedirectsMax = 3;

    /// <summary>Peers whose directories are kept.</summary>
    public const int PeersMax = 10_000;

    /// <summary>Keys of a peer that are kept, those out of use included.</summary>
    public const int KeysPerPeerMax = 1000;

    /// <summary>Signed requests of one peer that are remembered at once.</summary>
    public const int NoncesPerPeerMax = 200_000;

    /// <summary>Directories of providers without an agreement that are fetched in a minute, at most.</summary>
    public const int StrangersPerMinute = 60;

    public static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan WholeMax = TimeSpan.FromSeconds(30);

    /// <summary>A directory is fetched again after this.</summary>
    public static readonly TimeSpan CachedFor = TimeSpan.FromHours(24);

    /// <summary>After a failure the next try waits this long, then twice as long, and so on.</summary>
    public static readonly TimeSpan RetryMin = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan RetryMax = TimeSpan.FromHours(1);

    /// <summary>How soon a directory is fetched again because of a key that it has not.</summary>
    public static readonly TimeSpan UnknownKeyEvery = TimeSpan.FromMinutes(1);

    /// <summary>How long the own directory is for, and after which it is issued anew.</summary>
    public static readonly TimeSpan IssuedFor = TimeSpan.FromHours(48);
    public static readonly TimeSpan IssuedEvery = TimeSpan.FromHours(6);

    /// <summary>A next key is announced this long before it is used: no cache may have a directory for longer.</summary>
    public static readonly TimeSpan AnnouncedFor = TimeSpan.FromHours(48);

    /// <summary>An old key counts on this long: what it signed may wait in an outbox.</summary>
    public static readonly TimeSpan CountsOnFor = TimeSpan.FromDays(7);

    /// <summary>How often it is looked whether an announced key is to be used.</summary>
    public static readonly TimeSpan TurnEvery = TimeSpan.FromSeconds(10);
}
