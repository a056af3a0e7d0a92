using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A request of a person as it stands (spec 9.9).</summary>
public sealed record SubjectView
{
    /// <summary>UUID version 7.</summary>
    public required TransactionId Request { get; init; }

    /// <summary>The peer whose notice it is; absent for requests that were made here.</summary>
    public ProviderName? Issuer { get; init; }

    /// <summary>access, erasure or objection.</summary>
    public required string Kind { get; init; }

    /// <summary>waiting for a second person, approved, kept (some records still are), done or refused.</summary>
    public required string State { get; init; }

    /// <summary>Under which ids the person is known here.</summary>
    public required UserId[] Users { get; init; }

    /// <summary>Those of them who are known by name here, as they are called now; absent when nobody is.</summary>
    public NamedPerson[]? People { get; init; }

    public required string Basis { get; init; }

    public required string By { get; init; }

    public required string At { get; init; }

    /// <summary>By when it is to be decided.</summary>
    public required string Due { get; init; }

    public string? ApprovedBy { get; init; }

    /// <summary>Verdicts, alike ones together; of a request that waits as they would be now.</summary>
    public required SubjectCount[] Verdicts { get; init; }
}
