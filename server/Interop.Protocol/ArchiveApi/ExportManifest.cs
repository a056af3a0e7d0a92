namespace Interop.Protocol.ArchiveApi;

/// <summary>What a package is and has (spec 08): manifest.json, in canonical form, signed by manifest.jws. Written last: without it there is no package.</summary>
public sealed record ExportManifest
{
    /// <summary>The form of the package: ocip-export/1.</summary>
    public const string FormOne = "ocip-export/1";

    public required string Form { get; init; }

    public required string Id { get; init; }

    /// <summary>Name of the log.</summary>
    public required string Log { get; init; }

    /// <summary>What was asked for.</summary>
    public required ExportRequest Request { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Account { get; init; }

    /// <summary>With which scopes.</summary>
    public required string[] Roles { get; init; }

    /// <summary>RFC 3339 UTC: when it was asked for.</summary>
    public required string Created { get; init; }

    /// <summary>RFC 3339 UTC: when it was written; its signature's key is judged at this time.</summary>
    public required string Finished { get; init; }

    /// <summary>Signed head of the log that the proofs lead to.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Index of the record that tells that this export was asked for.</summary>
    public required long AskedAt { get; init; }

    /// <summary>Lines of records.ndjson.</summary>
    public required long Records { get; init; }

    /// <summary>Records of dispositions that are here although the scope leaves them out, rising: they tell of the end of bodies of records that are here. Null for none.</summary>
    public long[]? Beside { get; init; }

    /// <summary>Kinds and networks of these records, and what each format has.</summary>
    public required ExportCount[] Counts { get; init; }

    /// <summary>What is not in it, and why.</summary>
    public required ExportOmission[] Omitted { get; init; }

    /// <summary>Octets of a segment in integrity.bin.</summary>
    public required int Segment { get; init; }

    /// <summary>Every file but manifest.json and manifest.jws, by rising path in the order of octets.</summary>
    public required ExportFile[] Files { get; init; }
}
