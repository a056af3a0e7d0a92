namespace Interop.Server.Compliance.Labour;

/// <summary>
/// How long somebody worked outside of the hours, estimated from moments (spec 10.12): moments no more than ten minutes apart are one stretch; a
/// stretch lasts from its first moment to its last, and five minutes more.
/// </summary>
internal static class LabourRules
{
    /// <summary>Seconds between two moments of one stretch, at most.</summary>
    public const int StretchGapSeconds = 600;

    /// <summary>Seconds that a stretch lasts beyond its last moment.</summary>
    public const int TailSeconds = 300;

    /// <summary>As it is said in reports.</summary>
    public const string Method = "Each message, edit, reaction or retraction of the person's own outside of the hours, and each urgent message that reached the person then, is a moment. Moments at most 10 minutes apart are one stretch, which lasts from its first moment to its last and 5 minutes more. Reading is not seen and not counted. Hours are those in force when the record was looked at, which is within seconds of its making.";

    /// <summary>The same, where the compliance proxy is a process of its own: it alone knows the hours.</summary>
    public const string MethodBesideProxy = Method + " Here the hours are set at the compliance proxy and are not known: what people send outside of them is not counted, and months are those of UTC.";

    /// <summary>Seconds that a moment adds.</summary>
    /// <param name="at">Unix seconds.</param>
    /// <param name="last">The moment before it in the same month; null for none.</param>
    public static long Adds(long at, long? last) => last is { } before && at - before <= StretchGapSeconds ? Math.Max(0, at - before) : TailSeconds;

    /// <summary>Minutes, rounded up.</summary>
    public static long Minutes(long seconds) => (seconds + 59) / 60;
}
