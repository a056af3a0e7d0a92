namespace Interop.Protocol.PolicyApi;

/// <summary>A version of a policy (spec 7.8). Its ETag, quoted, is what a change names in If-Match.</summary>
public sealed record PolicyVersionView
{
    public required string Name { get; init; }

    /// <summary>1, 2, …</summary>
    public required int Version { get; init; }

    /// <summary>draft, proposed, approved, effective or retired.</summary>
    public required string State { get; init; }

    /// <summary>As it stands in records: kind:name/version.</summary>
    public required string RecordName { get; init; }

    public required PolicyDefinition Definition { get; init; }

    /// <summary>Account that wrote it last.</summary>
    public required string Author { get; init; }

    /// <summary>When it was written last.</summary>
    public required string Written { get; init; }

    public string? ProposedBy { get; init; }

    public string? Proposed { get; init; }

    /// <summary>Never an account that has written in it or proposed it.</summary>
    public string? ApprovedBy { get; init; }

    public string? Approved { get; init; }

    /// <summary>From then on it is in force; of a proposed version absent for: from its approval on.</summary>
    public string? Effective { get; init; }

    /// <summary>Who asked to take it out of force; it is when a second person asks too.</summary>
    public string? RetirementBy { get; init; }

    public string? RetiredBy { get; init; }

    /// <summary>From then on it is not in force: it was retired, withdrawn, or a later version took its place.</summary>
    public string? Retired { get; init; }

    /// <summary>Changes with every change of the version.</summary>
    public required string Etag { get; init; }
}
