using Interop.Web.Shared;

namespace Interop.Web.Pages.People;

/// <summary>The parts of People and hours.</summary>
internal static class PeopleTabs
{
    public static readonly IReadOnlyList<TabLink> All =
        [new("People", "/people"), new("Calendars", "/people/calendars"), new("Public holidays", "/people/holidays"), new("Urgent messages", "/people/urgent")];
}
