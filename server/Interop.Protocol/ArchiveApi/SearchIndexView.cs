namespace Interop.Protocol.ArchiveApi;

/// <summary>How far the search index is (spec 08.14).</summary>
public sealed record SearchIndexView
{
    /// <summary>Records of the log.</summary>
    public required long Records { get; init; }

    /// <summary>The first index that is not in the search index yet.</summary>
    public required long Searched { get; init; }

    /// <summary>True while something is made anew: searches do not find all of it yet. Else absent.</summary>
    public bool? Incomplete { get; init; }

    /// <summary>When all of it was last begun to be made anew, RFC 3339 UTC; absent when it never was.</summary>
    public string? RebuildStartedAt { get; init; }

    /// <summary>Absent while that goes on.</summary>
    public string? RebuildFinishedAt { get; init; }
}
