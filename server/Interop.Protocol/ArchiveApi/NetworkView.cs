using Interop.Protocol.BridgeApi;

namespace Interop.Protocol.ArchiveApi;

/// <summary>How it stands with a network and its bridge (spec 08.13): counts and times, nothing of content.</summary>
public sealed record NetworkView
{
    /// <summary>matrix, xmpp, …</summary>
    public required string Network { get; init; }

    /// <summary>Its bridge is there now.</summary>
    public required bool Connected { get; init; }

    /// <summary>Since when it is there, or away, RFC 3339 UTC; absent when it was never there since the server started.</summary>
    public string? Since { get; init; }

    /// <summary>The bridge does not say that it gets nothing from its network.</summary>
    public required bool Capturing { get; init; }

    /// <summary>Rooms of the network that stand for rooms here.</summary>
    public required int Rooms { get; init; }

    /// <summary>Accounts of the network that are known here.</summary>
    public required int People { get; init; }

    /// <summary>Events that the bridge has not acknowledged; at most 2000 records are looked at.</summary>
    public required int Waiting { get; init; }

    /// <summary>When the first of them was archived, RFC 3339 UTC.</summary>
    public string? WaitingSince { get; init; }

    /// <summary>The newest report that the network took an event, RFC 3339 UTC; looked for among the newest 20,000 records.</summary>
    public string? TakenAt { get; init; }

    /// <summary>How long after it was archived, seconds.</summary>
    public long? TakenAfter { get; init; }

    /// <summary>The newest report that the network did not take an event, RFC 3339 UTC; looked for as that.</summary>
    public string? FailedAt { get; init; }

    /// <summary>Its code.</summary>
    public string? FailedCode { get; init; }

    /// <summary>Index of its record, which says more to those who may read it.</summary>
    public long? FailedIndex { get; init; }

    /// <summary>What the bridge keeps, degrades and loses; absent until it has declared that.</summary>
    public CapabilityManifest? Manifest { get; init; }

    /// <summary>Spans of the last seven days in which nothing was captured: kinds away and notCapturing.</summary>
    public required ReconciliationGap[] Gaps { get; init; }
}
