namespace Interop.Protocol.ReviewApi;

/// <summary>An officer's reading (spec 07.9).</summary>
public sealed record OfficerAccess
{
    /// <summary>Of its record.</summary>
    public required long Index { get; init; }

    public required string At { get; init; }

    /// <summary>Account.</summary>
    public required string Officer { get; init; }

    public required string What { get; init; }

    /// <summary>Of a change, what became of it, where the record says so: a token made or revoked, a version of a policy approved.</summary>
    public string? State { get; init; }

    /// <summary>That was opened.</summary>
    public long? Item { get; init; }

    /// <summary>How many were given.</summary>
    public required int Records { get; init; }
}
