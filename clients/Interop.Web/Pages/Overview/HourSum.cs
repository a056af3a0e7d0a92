using Interop.Protocol.ArchiveApi;

namespace Interop.Web.Pages.Overview;

/// <param name="At">Beginning of the hour.</param>
/// <param name="Counts">Of all sources together.</param>
public sealed record HourSum(DateTimeOffset At, ReconciliationCounts Counts);
