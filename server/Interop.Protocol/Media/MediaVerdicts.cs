namespace Interop.Protocol.Media;

/// <summary>Verdicts of scanners (spec 15.8).</summary>
public static class MediaVerdicts
{
    /// <summary>Nothing was found.</summary>
    public const string Clean = "clean";

    /// <summary>Malware was found: the octets are not kept, and no event may refer to them.</summary>
    public const string Infected = "infected";

    /// <summary>The scanner was away, and the organisation lets files in without it (failure policy open).</summary>
    public const string NotScanned = "notScanned";
}
