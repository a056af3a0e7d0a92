using Interop.Cli.Spec.Site.Markdown;

namespace Interop.Cli.Spec.Site;

/// <summary>A page of the site before the frame is put around it.</summary>
/// <param name="Address">From the version's folder, without anchor.</param>
/// <param name="Title">For the window and the navigation.</param>
/// <param name="Body">What stands in it, its first heading included.</param>
internal sealed record SitePage(string Address, string Title, Markup Body)
{
    /// <summary>For the table of contents beside it.</summary>
    public IReadOnlyList<PageHeading> Headings { get; init; } = [];

    /// <summary>What the search finds in it.</summary>
    public IReadOnlyList<SearchEntry> Search { get; init; } = [];

    /// <summary>Wider than text: a table fills it.</summary>
    public bool IsWide { get; init; }

    /// <summary>Pages before and after it.</summary>
    public SitePage? Previous { get; init; }

    public SitePage? Next { get; init; }

    /// <summary>Address of another page, seen from this one.</summary>
    public string To(string other) => SiteMap.Relative(Address, other);
}
