using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>What became of one event of a notice (spec 9.9).</summary>
/// <param name="Event">Of the notice.</param>
/// <param name="Verdict">erased, kept, notHeld, or pending while nobody has decided.</param>
/// <param name="Until">Of kept: when the duty to keep it lapses; absent for a hold.</param>
/// <param name="Basis">Of kept: the rule.</param>
public sealed record SubjectVerdict(EventId Event, string Verdict, string? Until = null, string? Basis = null)
{
    public const string Erased = "erased";
    public const string Kept = "kept";
    public const string NotHeld = "notHeld";
    public const string Pending = "pending";
}
