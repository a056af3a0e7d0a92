namespace Interop.Protocol.ArchiveApi;

/// <summary>How long the body of a record is kept, and why (spec 9.4, 9.5).</summary>
/// <param name="Index">Of the record.</param>
/// <param name="Classes">Those that applied when it was archived; none of a record that is no event: the schedule does not end it.</param>
/// <param name="Verdict">keep or end.</param>
/// <param name="Reason">What decides: hold, minimum, maximum, nothing; or ended.</param>
/// <param name="KeptUntil">Latest minimum; never while an occasion has not come; absent for none.</param>
/// <param name="EndsFrom">Earliest maximum; absent for none.</param>
/// <param name="Holds">Legal holds that have it in their scope; only for who may know of them.</param>
/// <param name="Certificate">Of the disposition that ended it; absent while it has not ended.</param>
public sealed record RetentionView(
    long Index, AppliedClass[] Classes, string Verdict, string Reason, string? KeptUntil = null, string? EndsFrom = null, int? Holds = null, string? Certificate = null);
