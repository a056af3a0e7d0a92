namespace Interop.Server.Preservation;

/// <summary>Limits of legal holds (spec 9.12).</summary>
internal static class HoldLimits
{
    public const int RoomsMax = 100;
    public const int UsersMax = 1000;
    public const int EventsMax = 1000;
    public const int NetworksMax = 100;
    public const int PeersMax = 100;

    /// <summary>Octets of a query.</summary>
    public const int QueryOctetsMax = 1024;

    /// <summary>Octets of a reason.</summary>
    public const int WhyOctetsMax = 512;

    public const int ContactOctetsMax = 255;
    public const int MatterOctetsMax = 64;
    public const int NameOctetsMax = 128;

    /// <summary>Holds of one issuer, the released ones included.</summary>
    public const int HoldsPerIssuerMax = 10_000;

    /// <summary>How far ahead a hold may begin.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(5);
}
