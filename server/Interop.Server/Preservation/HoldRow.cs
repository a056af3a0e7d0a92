namespace Interop.Server.Preservation;

/// <summary>A row of legal_holds (Storage/Migrations/0013).</summary>
internal sealed class HoldRow
{
    public const string Columns = """
        n, id, issuer, case_id AS CaseId, scope, parts, query, searched, after, before, confidential, contact, matter, review, author, reason, effective, leaf, digest,
        state, code, detail, answered, released_by AS ReleasedBy, released_why AS ReleasedWhy
        """;

    public const string Placed = "placed";
    public const string Released = "released";

    public long N { get; init; }

    public string Id { get; init; } = "";

    /// <summary>Empty: of this organisation.</summary>
    public string Issuer { get; init; } = "";

    public string? CaseId { get; init; }

    /// <summary>HeldScope as JSON.</summary>
    public string Scope { get; init; } = "{}";

    public int Parts { get; init; }

    public string? Query { get; init; }

    public long? Searched { get; init; }

    public string? After { get; init; }

    public string? Before { get; init; }

    public bool Confidential { get; init; }

    public string? Contact { get; init; }

    public string? Matter { get; init; }

    public string? Review { get; init; }

    public string Author { get; init; } = "";

    public string? Reason { get; init; }

    public string Effective { get; init; } = "";

    /// <summary>Of the first record.</summary>
    public long Leaf { get; init; }

    /// <summary>SHA-256 of what asked for it, in canonical form.</summary>
    public byte[]? Digest { get; init; }

    public string State { get; init; } = "";

    public string? Code { get; init; }

    public string? Detail { get; init; }

    /// <summary>When the state began.</summary>
    public string Answered { get; init; } = "";

    public string? ReleasedBy { get; init; }

    /// <summary>Of a peer's hold: the digest of the directive that released it.</summary>
    public string? ReleasedWhy { get; init; }
}
