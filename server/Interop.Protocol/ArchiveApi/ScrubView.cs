namespace Interop.Protocol.ArchiveApi;

/// <summary>The newest pass in which everything that is stored is read again (spec 08.13).</summary>
public sealed record ScrubView
{
    /// <summary>Its number, from 1; 0 before the first.</summary>
    public required long Pass { get; init; }

    /// <summary>Records that were read.</summary>
    public required long Records { get; init; }

    /// <summary>Records that the pass goes over.</summary>
    public required long OfRecords { get; init; }

    /// <summary>Files of media that were read.</summary>
    public required long Files { get; init; }

    /// <summary>RFC 3339 UTC.</summary>
    public string? StartedAt { get; init; }

    /// <summary>Absent while it goes on.</summary>
    public string? FinishedAt { get; init; }

    /// <summary>What is wrong, at most 1,000.</summary>
    public required ScrubFaultView[] Faults { get; init; }
}
