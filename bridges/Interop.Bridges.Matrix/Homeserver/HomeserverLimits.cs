namespace Interop.Bridges.Matrix.Homeserver;

/// <summary>Bounds on what the client sends, reads and waits for.</summary>
internal static class HomeserverLimits
{
    /// <summary>Octets of an answer; a state of a large room is the largest one asked for.</summary>
    public const int ResponseOctetsMax = 32 * 1024 * 1024;

    /// <summary>Octets of a whole event as the homeserver counts it (spec, "Size limits"): canonical JSON with all its own fields.</summary>
    public const int EventOctetsMax = 65_536;

    /// <summary>Octets left for the homeserver's own fields (ids, hashes, signatures, auth events) beside the content.</summary>
    public const int EventEnvelopeOctets = 4_096;

    /// <summary>Octets of an event's content that are sure to pass.</summary>
    public const int ContentOctetsMax = EventOctetsMax - EventEnvelopeOctets;

    /// <summary>Requests under way at one time.</summary>
    public const int ConnectionsMax = 32;

    public const int AttemptsMax = 4;

    /// <summary>Octets in a second below which the homeserver is too slow to take a file.</summary>
    public const int UploadOctetsPerSecondMin = 64 * 1024;

    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(40);

    /// <summary>Wait before the second attempt; doubles with each further one.</summary>
    public static readonly TimeSpan BackoffFirst = TimeSpan.FromMilliseconds(250);

    public static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait inside the client; who is told to wait longer leaves it to the core, whose queue waits for that portal alone.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromSeconds(5);

    /// <summary>Characters of a homeserver's error text that are kept.</summary>
    public const int ErrorTextMax = 300;
}
