using Interop.Cli.Spec.Checking;
using Interop.Cli.Spec.Sources;
using Xunit;

namespace Interop.Cli.Tests.Spec;

/// <summary>A checkout with a standard of one page, in which nothing is wrong; tests break it in one place.</summary>
internal sealed class SmallStandard : IDisposable
{
    public const string Page = "spec/01-rooms.md";

    private const string Row = "TST-1.1,MUST,provider,A provider MUST keep order.,\"01-rooms.md, 1.1 Order\",1,Core,OrderTests.Order_IsKept,";

    public SmallStandard()
    {
        Root = Directory.CreateTempSubdirectory("small-standard-").FullName;
        Write("spec/README.md", "# The standard\n\n| Page | Area | What |\n|---|---|---|\n| [01 Rooms](01-rooms.md) | TST | order |\n");
        Write(Page, "# 1 Rooms\n\n## 1.1 Order\n\nA provider MUST keep order. [TST-1.1] Order is what was agreed ([above](#1-rooms)).\n\n<!-- example Room.json -->\n```json\n{\"kind\": \"group\"}\n```\n<!-- end -->\n");
        Write("spec/requirements.csv", $"{RequirementTable.Head}\n{Row}\n");
        Write("spec/examples/Room.json", "{\"kind\": \"group\"}\n");
        Write("spec/vectors/README.md", "# Vectors\n\n[order.json](order.json)\n");
        Write("spec/vectors/order.json", "{\"source\": \"own\", \"description\": \"none\"}\n");
        Write("spec/decisions/0001-order.md", "# 0001 Order\n\n## Question\n\nWhich?\n\n## Choice\n\nThis.\n\n## What we gave up\n\nThat.\n");
        Write("spec/changes/0001-first.md", "# First\n\n- All of it, TST-1.1 too.\n");
        Write("server/Order.Tests/OrderTests.cs", "public sealed class OrderTests\n{\n    [Fact]\n    public void Order_IsKept() =>\n        Assert.True(true);\n}\n");
    }

    public string Root { get; }

    public StandardFolder Standard => StandardFolder.Of(Root);

    /// <summary>Writes a file, relative to the root.</summary>
    public SmallStandard Write(string file, string text)
    {
        var path = At(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    /// <summary>Replaces a text that occurs in the file.</summary>
    public SmallStandard Replace(string file, string old, string with)
    {
        var text = File.ReadAllText(At(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        return Write(file, text.Replace(old, with, StringComparison.Ordinal));
    }

    public SmallStandard Append(string file, string text) => Write(file, File.ReadAllText(At(file)) + text);

    /// <summary>Replaces a part of the only row.</summary>
    public SmallStandard ReplaceInRow(string old, string with) => Replace("spec/requirements.csv", old, with);

    /// <summary>Asserts that exactly this is wrong, and that the finding begins so.</summary>
    public void Finds(params string[] beginnings)
    {
        var found = SpecChecks.Run(Standard).Select(finding => finding.ToString()).ToArray();
        Assert.True(found.Length == beginnings.Length && beginnings.All(begin => found.Any(f => f.StartsWith(begin, StringComparison.Ordinal))),
            $"expected\n{string.Join('\n', beginnings)}\nfound\n{string.Join('\n', found)}");
    }

    public string At(string file) => Path.Combine(Root, file);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
