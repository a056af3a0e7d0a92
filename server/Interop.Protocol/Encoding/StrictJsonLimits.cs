namespace Interop.Protocol.Encoding;

/// <summary>How much JSON a text may be (spec 03).</summary>
/// <param name="OctetsMax">Octets of the whole text.</param>
/// <param name="DepthMax">Objects and arrays within each other; the outermost counts 1.</param>
public sealed record StrictJsonLimits(int OctetsMax, int DepthMax)
{
    /// <summary>One event: 64 KiB, depth 16.</summary>
    public static StrictJsonLimits Event { get; } = new(64 * 1024, 16);

    /// <summary>One transaction: 1 MiB, depth 24.</summary>
    public static StrictJsonLimits Transaction { get; } = new(1024 * 1024, 24);
}
