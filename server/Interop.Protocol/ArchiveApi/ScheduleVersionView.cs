namespace Interop.Protocol.ArchiveApi;

/// <summary>A version of the retention schedule, as it was set (spec 9.4).</summary>
/// <param name="Version">Counts up from 0.</param>
/// <param name="Classes">All of its classes.</param>
/// <param name="Waits">It makes a minimum earlier and nobody else has approved it: for older records it does not count.</param>
/// <param name="At">Since when it is in force, RFC 3339 UTC; absent of version 0.</param>
/// <param name="Author">Account that set it; absent of version 0.</param>
/// <param name="ApprovedBy">Account that approved it; absent when nobody had to, or has.</param>
public sealed record ScheduleVersionView(long Version, RetentionClass[] Classes, bool Waits, string? At = null, string? Author = null, string? ApprovedBy = null);
