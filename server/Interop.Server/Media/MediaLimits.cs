namespace Interop.Server.Media;

/// <summary>Limits of media that somebody can meet (spec 15).</summary>
internal static class MediaLimits
{
    /// <summary>Files that one person puts in at the same time.</summary>
    public const int UploadsAtOnceMax = 4;

    /// <summary>Files of one person that no event refers to.</summary>
    public const int UnusedMax = 256;

    /// <summary>Octets of them, in largest files.</summary>
    public const int UnusedLargestMax = 8;

    /// <summary>Files that one person, or one peer, is given at the same time.</summary>
    public const int GivenAtOnceMax = 16;

    /// <summary>Files that are fetched from other providers at the same time.</summary>
    public const int FetchesAtOnceMax = 8;

    /// <summary>Of them, from one provider.</summary>
    public const int FetchesOfPeerMax = 3;

    /// <summary>Files of one peer that its events have not brought yet.</summary>
    public const int PeerUnusedMax = 2000;

    /// <summary>Octets of them, in largest files.</summary>
    public const int PeerUnusedLargestMax = 64;

    /// <summary>Octets in a second below which somebody who puts in or is given a file is too slow.</summary>
    public const int OctetsPerSecondMin = 4096;

    /// <summary>Seconds before that is asked.</summary>
    public const int GraceSeconds = 20;

    /// <summary>Days after its acceptance by the hub that an event waits for its media.</summary>
    public const int WaitDaysMax = 7;

    /// <summary>The time that a whole file may take.</summary>
    public static TimeSpan WholeMax(long octets) => TimeSpan.FromSeconds(GraceSeconds + (octets / OctetsPerSecondMin));
}
