using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A case (spec 9.6).</summary>
public sealed record CaseView
{
    /// <summary>UUID version 7.</summary>
    public required TransactionId Case { get; init; }

    public required string Name { get; init; }

    public string? Matter { get; init; }

    public required UserId[] Custodians { get; init; }

    /// <summary>Account that opened it.</summary>
    public required string By { get; init; }

    public required string At { get; init; }

    /// <summary>Since when it is closed; absent while it is open.</summary>
    public string? Closed { get; init; }

    /// <summary>How many holds of it are placed now, those that the reader may know of.</summary>
    public required int Holds { get; init; }
}
