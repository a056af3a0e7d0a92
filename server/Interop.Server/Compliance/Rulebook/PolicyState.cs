namespace Interop.Server.Compliance.Rulebook;

/// <summary>Where a version of a policy stands (spec 07).</summary>
internal static class PolicyState
{
    /// <summary>Being written.</summary>
    public const string Draft = "draft";

    /// <summary>Waits for a second person.</summary>
    public const string Proposed = "proposed";

    /// <summary>Will be in force at its effective date.</summary>
    public const string Approved = "approved";

    /// <summary>In force.</summary>
    public const string Effective = "effective";

    /// <summary>A later version has taken its place, it was taken out of force, or it was withdrawn before.</summary>
    public const string Retired = "retired";
}
