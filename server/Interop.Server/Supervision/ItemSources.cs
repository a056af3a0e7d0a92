namespace Interop.Server.Supervision;

/// <summary>Where an item comes from (spec 07.9).</summary>
internal static class ItemSources
{
    public const string Policy = "policy";
    public const string Sample = "sample";
    public const string Report = "report";

    /// <summary>The event waits until a reviewer decides.</summary>
    public const string Held = "held";

    /// <summary>Of people all of whose messages are reviewed.</summary>
    public const string Must = "must";
}
