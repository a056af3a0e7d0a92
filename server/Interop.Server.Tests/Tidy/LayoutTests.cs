using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Interop.Server.Tests.Tidy;

/// <summary>The house is laid out as it is drawn: what stands at the top, which room opens into which.</summary>
public sealed partial class LayoutTests
{
    private static readonly HashSet<string> TopLevel =
    [
        "spec", "server", "bridges", "conformance-tests", "clients", "Interop.sln", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "interop", "dev.cs",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig", "BannedSymbols.txt", ".ci", ".gitignore",
    ];

    // Project (or folder/) → what it may refer to. Tests of a part may refer to everything that they try together.
    private static readonly (string From, string[] May)[] Doors =
    [
        ("server/Interop.Protocol/", []),
        ("server/Interop.Notes/", ["Interop.Protocol"]),
        ("server/Interop.Witness/", ["Interop.Protocol", "Interop.Notes"]),
        ("server/Interop.Server/", ["Interop.Protocol", "Interop.Notes"]),
        ("bridges/Interop.Bridges/", ["Interop.Protocol"]),
        ("bridges/Interop.Bridges.RealServers/", []),
        ("bridges/Interop.Bridges.Host/", ["Interop.Bridges*"]),
        ("clients/Interop.Client/", ["Interop.Protocol"]),
        ("clients/Interop.Web/", ["Interop.Client", "Interop.Protocol"]),
        ("clients/Interop.JournalFollower/", ["Interop.Client", "Interop.Protocol"]),
        ("clients/Interop.Cli/", ["Interop.Client", "Interop.Protocol", "Interop.Notes", "Interop.Bridges.RealServers"]),
    ];

    [Fact]
    public void TopLevel_HasOnlyWhatIsDrawn_Always() => Findings.None(Repository.TopLevel().Where(name => !TopLevel.Contains(name)));

    [Fact]
    public void TopLevel_HasTheFilesThatAReaderLooksFor_Always() =>
        Findings.None(TopLevel.Except(["spec", "conformance-tests"]).Where(name => !Path.Exists(Path.Combine(Repository.Root, name))));

    [Fact]
    public void Projects_ReferOnlyOneWay_Always()
    {
        var wrong =
            from project in Repository.Files(".csproj")
            where !project.Contains(".Tests/", StringComparison.Ordinal)
            from reference in XDocument.Parse(Repository.Text(project)).Descendants("ProjectReference")
            let to = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))
            where !MayRefer(project, to)
            select $"{project} refers to {to}";
        Findings.None(wrong);
    }

    [Fact]
    public void Solution_HasEveryProject_Always()
    {
        var solution = Repository.Text("Interop.sln").Replace('\\', '/');
        Findings.None(Repository.Files(".csproj").Where(project => !solution.Contains(project, StringComparison.Ordinal)));
    }

    [Fact]
    public void Namespaces_EqualFolders_Always()
    {
        var wrong =
            from file in Repository.Files(".cs")
            let declared = NamespaceLine().Match(Repository.Text(file))
            where declared.Success
            let parts = file.Split('/')
            // server/Interop.Server/Archive/X.cs → Interop.Server.Archive
            let expected = string.Join('.', parts[1..^1])
            where declared.Groups["name"].Value != expected
            select $"{file}: {declared.Groups["name"].Value}, expected {expected}";
        Findings.None(wrong);
    }

    [Fact]
    public void Files_DeclareANamespace_UnlessTheyAreTheStartOfAProgram() => Findings.None(
        Repository.Files(".cs").Where(file => Path.GetFileName(file) is not ("Program.cs" or "dev.cs" or "GlobalUsings.cs" or "AssemblyInfo.cs"))
            .Where(file => !NamespaceLine().IsMatch(Repository.Text(file))));

    private static bool MayRefer(string project, string to)
    {
        var doors = Doors.FirstOrDefault(d => project.StartsWith(d.From, StringComparison.Ordinal)).May
            // A connector knows the connector contract and nothing else.
            ?? (project.StartsWith("bridges/", StringComparison.Ordinal) ? ["Interop.Bridges", "Interop.Protocol"] : null);
        return doors is not null && doors.Any(may => may == to || (may.EndsWith('*') && to.StartsWith(may[..^1], StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)\s*[;{]?\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NamespaceLine();
}
