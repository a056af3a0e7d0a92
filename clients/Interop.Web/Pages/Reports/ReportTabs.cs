using Interop.Web.Places;
using Interop.Web.Sessions;
using Interop.Web.Shared;

namespace Interop.Web.Pages.Reports;

/// <summary>The reports that somebody's roles open.</summary>
internal static class ReportTabs
{
    public static IReadOnlyList<TabLink> For(WebSession session) =>
        [.. AllPlaces.For(session).Where(place => place.Path.StartsWith("/reports", StringComparison.Ordinal)).Select(place => new TabLink(place.Path == "/reports" ? "Supervision" : place.Title, place.Path))];
}
