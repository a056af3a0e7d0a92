using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A class that applies to a record, and until when (spec 9.4).</summary>
/// <param name="Class">Its name.</param>
/// <param name="Basis">The rule; absent when the class is no longer in the schedule.</param>
/// <param name="KeptUntil">End of its minimum; never while its occasion has not come; absent for none.</param>
/// <param name="EndsFrom">Its maximum; absent for none.</param>
public sealed record AppliedClass(string Class, string? Basis = null, string? KeptUntil = null, string? EndsFrom = null)
{
    /// <summary>The provider that has asked for it with the event, or with whom it was agreed (<c>floor</c>); absent of an own class.</summary>
    public ProviderName? By { get; init; }
}
