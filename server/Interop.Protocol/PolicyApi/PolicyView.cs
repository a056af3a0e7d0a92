namespace Interop.Protocol.PolicyApi;

/// <summary>A policy with all of its versions (spec 7.8).</summary>
public sealed record PolicyView
{
    /// <summary>Unique in the organisation.</summary>
    public required string Name { get; init; }

    /// <summary>Of all of its versions.</summary>
    public required string Kind { get; init; }

    /// <summary>Number of the version that is in force now; absent for none.</summary>
    public int? InForce { get; init; }

    /// <summary>The latest first.</summary>
    public required PolicyVersionView[] Versions { get; init; }
}
