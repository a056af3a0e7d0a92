using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>Where a rendered text stands, and how what it names is reached from there.</summary>
/// <param name="map">All pages of the version.</param>
/// <param name="source">The Markdown file.</param>
/// <param name="address">The page that it becomes, from the version's folder.</param>
/// <param name="prefix">What anchors of headings begin with, where several files become one page; else empty.</param>
internal sealed class RenderContext(SiteMap map, string source, string address, string prefix = "")
{
    public SiteMap Map => map;

    public string Source => source;

    /// <summary>Id of a heading in the page.</summary>
    public string Anchor(string heading) => prefix + Anchors.Permanent(heading);

    /// <summary>Address of a place in this text, from the version's folder.</summary>
    public string Here(string anchor) => anchor.Length == 0 ? address : $"{address}#{anchor}";

    /// <summary>Address of another page, seen from this one.</summary>
    public string To(string other) => SiteMap.Relative(address, other);

    /// <summary>Where a link of the Markdown file leads, seen from this page; null when it leads nowhere that is safe.</summary>
    public string? Link(string target)
    {
        if (target.StartsWith("https://", StringComparison.Ordinal) || target.StartsWith("http://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
            return target;
        var (file, anchor) = target.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? (target[..at], target[(at + 1)..]) : (target, "");
        var path = file.Length == 0 ? source : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, file));
        var isHere = prefix.Length > 0 ? file.Length == 0 || map.IsChapter(path) : file.Length == 0 && map.AddressOf(source) == address;
        if (isHere)
            return $"#{(prefix.Length == 0 ? map.AnchorIn(path, anchor) : anchor.Length == 0 ? SiteMap.ChapterId(path) : SiteMap.PrefixOf(path) + map.AnchorIn(path, anchor))}";
        return map.AddressOf(path) is { } other ? To(anchor.Length > 0 ? $"{other}#{map.AnchorIn(path, anchor)}" : other) : null;
    }

    /// <summary>Where a requirement stands: in this page when it is one of its chapters.</summary>
    public string? Requirement(string id) => map.PageOf(id) is { } page ? prefix.Length > 0 && map.IsChapter(source) ? "#" + id : To($"{page}#{id}") : null;
}
