using System.Text.RegularExpressions;
using Xunit;

namespace Interop.Server.Tests.Tidy;

/// <summary>What every source file keeps to; each finding names the file and the line.</summary>
public sealed partial class SourceTests
{
    private const int LinesMax = 600;

    // Spelled in two halves, so that this file does not find itself.
    private static readonly string[] Unfinished =
    [
        "TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception", "Skip" + " =", "Skip" + "=", "pragma warning disable" + "\n",
    ];

    // File → why it may be longer than LinesMax.
    private static readonly Dictionary<string, string> LongFiles = new(StringComparer.Ordinal);

    private static readonly string[] TextFiles = [".cs", ".md", ".json", ".jsonl", ".props", ".csproj", ".yml", ".yaml", ".txt", ".csv", ".editorconfig", ""];

    [Fact]
    public void Files_AreShort_UnlessAReasonIsGiven() =>
        Findings.None(Repository.Files(".cs").Where(file => Repository.Lines(file).Length > LinesMax && !LongFiles.ContainsKey(file)));

    [Fact]
    public void LongFiles_AreStillLong_Always() =>
        Findings.None(LongFiles.Keys.Where(file => !File.Exists(Path.Combine(Repository.Root, file)) || Repository.Lines(file).Length <= LinesMax));

    [Fact]
    public void Files_HaveOnePublicType_NamedLikeTheFile()
    {
        var wrong =
            from file in Repository.Files(".cs")
            let types = PublicType().Matches(Repository.Text(file)).Select(m => m.Groups["name"].Value).Distinct().ToArray()
            let name = Path.GetFileName(file).Split('.')[0]
            where types.Length > 1 || (types.Length == 1 && types[0] != name)
            select $"{file}: {string.Join(", ", types)}";
        Findings.None(wrong);
    }

    [Fact]
    public void Source_HasNothingUnfinished_Always()
    {
        var wrong =
            from file in Repository.Files(".cs", ".csproj", ".props", "")
            from line in Repository.Lines(file).Select((text, at) => (Text: text, Number: at + 1))
            from word in Unfinished
            where (line.Text + "\n").Contains(word, StringComparison.Ordinal)
            select $"{file}:{line.Number}: {line.Text.Trim()}";
        Findings.None(wrong);
    }

    [Fact]
    public void Source_RefersToSpecSectionsThatExist_Always()
    {
        var sections = Repository.Files(".md").Where(f => f.StartsWith("spec/", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)).ToArray();
        var wrong =
            from file in Repository.Files(".cs")
            from Match reference in SpecReference().Matches(Repository.Text(file))
            let number = reference.Groups["number"].Value
            where !sections.Any(s => s.StartsWith($"{number}-", StringComparison.Ordinal))
            select $"{file}: spec {number}";
        Findings.None(wrong);
    }

    [Fact]
    public void BannedSymbols_SayWhy_Always() =>
        Findings.None(Repository.Lines("BannedSymbols.txt").Where(line => line.Length > 0 && (line.Split(';', 2) is not [_, var why] || why.Trim().Length < 5)));

    [Fact]
    public void SwitchedOffRules_SayWhy_WhenTheyAreGeneral() =>
        // Rules about style that a name explains (MA0018 and the like) stand alone; project-wide silence in a project file does not.
        Findings.None(Repository.Files(".csproj").Where(file => Repository.Text(file).Contains("<NoWarn>", StringComparison.Ordinal) && !Repository.Text(file).Contains("<!--", StringComparison.Ordinal)));

    [Fact]
    public void TextFiles_HaveNoTabsTrailingSpacesOrForeignLineEnds_Always()
    {
        var wrong =
            from file in Repository.Files(TextFiles)
            where file != "LICENSE" && !file.StartsWith("spec/vectors/", StringComparison.Ordinal)
            let text = Repository.Text(file)
            from fault in Faults(text)
            select $"{file}: {fault}";
        Findings.None(wrong);
    }

    private static IEnumerable<string> Faults(string text)
    {
        if (text.Contains('\r', StringComparison.Ordinal))
            yield return "carriage return";
        if (text.Length > 0 && text[^1] != '\n')
            yield return "no line end at the end";
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Contains('\t', StringComparison.Ordinal))
                yield return $"tab in line {number}";
            if (line.EndsWith(' '))
                yield return $"space at the end of line {number}";
        }
    }

    [GeneratedRegex(@"^public (?:sealed |static |abstract |partial |readonly |ref |unsafe )*(?:class|record struct|record|struct|interface|enum|delegate \S+) (?<name>\w+)", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\bspec (?<number>\d\d)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SpecReference();
}
