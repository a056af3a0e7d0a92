namespace Interop.Server.Subjects;

/// <summary>A row of subject_requests (Storage/Migrations/0013).</summary>
internal sealed class SubjectRow
{
    public const string Columns = "n, issuer, id, kind, state, users, basis, author, at, due, approved_by AS ApprovedBy, digest, leaf";

    public const string Waiting = "waiting";
    public const string Approved = "approved";
    public const string Kept = "kept";
    public const string Done = "done";
    public const string Refused = "refused";

    public long N { get; init; }

    /// <summary>Empty: asked here.</summary>
    public string Issuer { get; init; } = "";

    public string Id { get; init; } = "";

    public string Kind { get; init; } = "";

    public string State { get; init; } = "";

    /// <summary>User ids as JSON; no names.</summary>
    public string Users { get; init; } = "[]";

    public string Basis { get; init; } = "";

    public string Author { get; init; } = "";

    public string At { get; init; } = "";

    public string Due { get; init; } = "";

    public string? ApprovedBy { get; init; }

    public byte[]? Digest { get; init; }

    public long Leaf { get; init; }
}
