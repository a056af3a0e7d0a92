using Interop.Protocol.Identifiers;

namespace Interop.Protocol.PeopleApi;

/// <summary>What became of an own urgent message (spec 10.10).</summary>
public sealed record UrgentAsked
{
    public const string Waits = "asked";
    public const string Passed = "passed";
    public const string Approved = "approved";
    public const string Refused = "refused";

    public required EventId Event { get; init; }

    /// <summary>asked, passed (by the policy), approved or refused.</summary>
    public required string State { get; init; }

    /// <summary>When it was decided, RFC 3339 UTC; absent before.</summary>
    public string? Decided { get; init; }

    /// <summary>How the approver is called; absent where nobody has decided.</summary>
    public string? ByName { get; init; }
}
