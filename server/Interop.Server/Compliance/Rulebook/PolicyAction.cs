namespace Interop.Server.Compliance.Rulebook;

/// <summary>What is done where a policy finds something (spec 07), weakest first.</summary>
internal static class PolicyAction
{
    /// <summary>Delivered; nobody notices, and the record says which policy asked.</summary>
    public const string Flag = "flag";

    /// <summary>Delivered; the sender is told a sentence.</summary>
    public const string Warn = "warn";

    /// <summary>Delivered without the parts in which something was found.</summary>
    public const string Redact = "redact";

    /// <summary>Kept for a time.</summary>
    public const string Hold = "hold";

    /// <summary>Kept until a reviewer lets it go on.</summary>
    public const string Review = "review";

    /// <summary>Never delivered.</summary>
    public const string Block = "block";

    public static readonly IReadOnlyList<string> All = [Flag, Warn, Redact, Hold, Review, Block];
}
