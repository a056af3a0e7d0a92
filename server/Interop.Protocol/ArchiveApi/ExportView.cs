namespace Interop.Protocol.ArchiveApi;

/// <summary>How far an export has come (spec 08).</summary>
public sealed record ExportView
{
    public required string Id { get; init; }

    /// <summary>queued, running, done, failed, cancelled or removed.</summary>
    public required string State { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Account { get; init; }

    public required ExportRequest Request { get; init; }

    /// <summary>RFC 3339 UTC.</summary>
    public required string Created { get; init; }

    /// <summary>RFC 3339 UTC; absent while it is under way.</summary>
    public string? Finished { get; init; }

    /// <summary>RFC 3339 UTC: the package is removed then.</summary>
    public string? Expires { get; init; }

    /// <summary>scope, records, conversations, media or packing, while it runs.</summary>
    public string? Phase { get; init; }

    /// <summary>How much of the phase is done, while it runs: of scope and records, records of the log; of conversations, records; of media, files; of packing, octets, each of which is read twice.</summary>
    public long? PhaseDone { get; init; }

    /// <summary>How much of the phase there is, in the same.</summary>
    public long? PhaseTotal { get; init; }

    /// <summary>Records of the log that were looked at.</summary>
    public required long Done { get; init; }

    /// <summary>Records of the log that are to be looked at: its size when the export was asked for.</summary>
    public required long Total { get; init; }

    /// <summary>Records that are in the export so far.</summary>
    public required long Records { get; init; }

    /// <summary>Octets written so far; of a package that is done its size.</summary>
    public required long Octets { get; init; }

    /// <summary>Records looked at in a second, while it runs.</summary>
    public long? Rate { get; init; }

    /// <summary>What was left out so far.</summary>
    public required ExportOmission[] Omitted { get; init; }

    /// <summary>SHA-256 of the package, base64url; there when it is done.</summary>
    public string? Package { get; init; }

    /// <summary>Of what failed: noSpace, or fault.</summary>
    public string? Code { get; init; }

    /// <summary>One sentence: why it failed, or that it began anew because bodies have ended.</summary>
    public string? Detail { get; init; }
}
