using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A legal hold as it stands (spec 9.6, 9.7).</summary>
public sealed record HoldView
{
    /// <summary>UUID version 7.</summary>
    public required TransactionId Hold { get; init; }

    /// <summary>The peer that asked for it; absent for holds of this organisation.</summary>
    public ProviderName? Issuer { get; init; }

    /// <summary>placed or released; of a peer's also refused or notFound.</summary>
    public required string State { get; init; }

    /// <summary>Of refused and notFound: why.</summary>
    public string? Code { get; init; }

    public string? Case { get; init; }

    public required HeldScope Scope { get; init; }

    public required bool Confidential { get; init; }

    /// <summary>Account that placed it, or peer:{name}.</summary>
    public required string By { get; init; }

    public string? Why { get; init; }

    /// <summary>When it took effect.</summary>
    public required string From { get; init; }

    /// <summary>Index of its first record.</summary>
    public required long Record { get; init; }

    public string? Review { get; init; }

    /// <summary>The review has passed and the hold goes on.</summary>
    public bool? ReviewDue { get; init; }

    public string? Contact { get; init; }

    public string? Matter { get; init; }

    public string? ReleasedAt { get; init; }

    public string? ReleasedBy { get; init; }

    public string? ReleasedWhy { get; init; }

    /// <summary>What peers have answered, by name.</summary>
    public required HoldPeer[] Peers { get; init; }

    /// <summary>The newest proof; absent before the first.</summary>
    public PreservationProof? Preserved { get; init; }
}
