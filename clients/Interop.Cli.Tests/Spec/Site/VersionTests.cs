using Xunit;

namespace Interop.Cli.Tests.Spec.Site;

/// <summary>Two and more versions beside each other: banner, list of versions, changes by requirement.</summary>
public sealed class VersionTests : IDisposable
{
    private const string Table = "spec/requirements.csv";
    private const string Second = "TST-1.2,MUST,client,A client MUST ask before it sends.,\"01-rooms.md, 1.1 Order\",1,Core,,because\n";
    private readonly SmallStandard standard = new();
    private readonly BuiltSite site;

    public VersionTests()
    {
        standard.Append(SmallStandard.Page, "\nA client MUST ask before it sends. [TST-1.2]\n").Append(Table, Second);
        site = new BuiltSite(standard.Root);
    }

    [Fact]
    public void DraftAlone_SaysThatItIsOne()
    {
        site.Write("draft");
        Assert.Contains("draft of version 1", site.Page("draft/01-rooms.html").GetElementById("banner")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("url=draft/index.html", site.Text("index.html"), StringComparison.Ordinal);
        Assert.Contains("no published version before this one", site.Page("draft/changes.html").Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void VersionsOfFoldersAndTags_StandBesideEachOther_AndOldOnesSaySo()
    {
        PublishAsTag("1.0");
        PublishAsFolder("1.1");

        site.Write("draft", "1.0", "1.1");

        var versions = site.Text("versions.js");
        Assert.True(versions.IndexOf("\"1.1\"", StringComparison.Ordinal) < versions.IndexOf("\"1.0\"", StringComparison.Ordinal) && versions.IndexOf("\"1.0\"", StringComparison.Ordinal) < versions.IndexOf("\"draft\"", StringComparison.Ordinal), versions);
        Assert.Contains("url=1.1/index.html", site.Text("index.html"), StringComparison.Ordinal);
        var old = site.Page("1.0/01-rooms.html").GetElementById("banner")!;
        Assert.Equal("This is an old version. The newest is version 1.1.", old.TextContent);
        Assert.Equal("../1.1/01-rooms.html", old.QuerySelector("a")!.GetAttribute("href"));
        Assert.True(site.Page("1.1/01-rooms.html").GetElementById("banner")!.HasAttribute("hidden"));
        Assert.Contains("Since version 1.1", site.Page("draft/changes.html").Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Since version 1.0", site.Page("draft/changes-since-1.0.html").Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Since version 1.0", site.Page("1.1/changes.html").Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("The published one is version 1.1", site.Page("draft/decisions/0001-order.html").GetElementById("banner")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void OlderVersion_IsBuiltBeside_AndLeavesTheOthersAlone()
    {
        PublishAsTag("1.0");
        site.Write("draft");
        var before = File.GetLastWriteTimeUtc(Path.Combine(site.Folder, "draft", "01-rooms.html"));

        site.Write("1.0");

        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Combine(site.Folder, "draft", "01-rooms.html")));
        Assert.Contains("\"1.0\"", site.Text("versions.js"), StringComparison.Ordinal);
        Assert.Contains("\"draft\"", site.Text("versions.js"), StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_AreListedByRequirement_WithTheWordsThatChanged()
    {
        PublishAsTag("1.0");
        standard.Replace(SmallStandard.Page, "A provider MUST keep order.", "A provider MUST keep strict order.").Replace(Table, "A provider MUST keep order.", "A provider MUST keep strict order.")
            .Replace(SmallStandard.Page, "A client MUST ask before it sends. [TST-1.2]", "A client SHOULD wait. [TST-1.3]").Replace(Table, Second, "TST-1.3,SHOULD,client,A client SHOULD wait.,\"01-rooms.md, 1.1 Order\",2,Core,,because\n")
            .Write("spec/retired.csv", "id,text,since,replaced-by,because\nTST-1.2,A client MUST ask before it sends.,2,TST-1.3,nobody asked\n")
            .Finds();

        site.Write("draft", "1.0");

        var page = site.Page("draft/changes.html");
        Assert.Contains("Added: 1. Another text: 1. The same text, but another place, level or profile: 0. Retired: 1.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("A provider MUST keep <ins>strict</ins> order.", page.QuerySelector("#change-TST-1\\.1.changed > p")!.InnerHtml);
        Assert.Equal("<del>A client MUST ask before it sends.</del>", page.QuerySelector("#change-TST-1\\.2.gone > p")!.InnerHtml);
        Assert.Contains("nobody asked. Now: TST-1.3", page.QuerySelector("#change-TST-1\\.2.gone")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("<ins>A client SHOULD wait.</ins>", page.QuerySelector("#change-TST-1\\.3.added > p")!.InnerHtml);
        Assert.Contains("no published version before", site.Page("1.0/changes.html").Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("MUST keep order.", site.Page("1.0/01-rooms.html").GetElementById("TST-1.1")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownVersion_IsRefused_WithThoseThatAreKnown()
    {
        PublishAsTag("1.0");
        Assert.Contains("Known: draft, 1.0", Assert.Throws<UsageException>(() => site.Write("9.9")).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be the name", Assert.Throws<UsageException>(() => site.Write("../draft")).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        site.Dispose();
        standard.Dispose();
    }

    private void PublishAsTag(string name)
    {
        GitFolder.Commit(standard.Root, "publish " + name);
        GitFolder.Tag(standard.Root, "spec-" + name);
    }

    private void PublishAsFolder(string name)
    {
        foreach (var file in Directory.GetFiles(standard.At("spec"), "*", SearchOption.AllDirectories))
            standard.Write($"spec/versions/{name}/{Path.GetRelativePath(standard.At("spec"), file)}", File.ReadAllText(file));
    }
}
