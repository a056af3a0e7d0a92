namespace Interop.Protocol.ArchiveApi;

/// <summary>A class of a retention schedule (spec 9.4).</summary>
/// <param name="Class">Its name: a lower-case letter, then lower-case letters, digits, dots and hyphens; at most 64.</param>
/// <param name="Start">archived or occasion.</param>
/// <param name="Basis">The rule that asks for it; at most 128 octets.</param>
/// <param name="Minimum">ISO 8601 duration of years, months or days; null for none.</param>
/// <param name="Hot">How long it must be readily accessible; not longer than the minimum.</param>
/// <param name="Maximum">As the minimum; null: never ended by the schedule.</param>
/// <param name="Jurisdiction">Codes of ISO 3166-1 or 3166-2.</param>
/// <param name="AppliesTo">Which events; null for all. Of default it is not there: it applies where no other class does.</param>
/// <param name="Automatic">What is due is ended without a proposal that somebody approves; null for no.</param>
public sealed record RetentionClass(
    string Class, string Start, string Basis, string? Minimum = null, string? Hot = null, string? Maximum = null, string[]? Jurisdiction = null, RetentionScope? AppliesTo = null, bool? Automatic = null);
