using System.Text.RegularExpressions;

namespace Interop.Cli.Spec.Sources;

/// <summary>The tests that the sources have: methods with [Fact] or [Theory] below folders whose name ends in .Tests.</summary>
internal static partial class TestSources
{
    private static readonly string[] Parts = ["server", "bridges", "clients", "conformance-tests"];

    /// <param name="root">The checkout.</param>
    public static IReadOnlyDictionary<string, TestMethod> Read(string root)
    {
        var tests = new Dictionary<string, TestMethod>(StringComparer.Ordinal);
        foreach (var file in SourceFiles.Under(root, Parts).Where(file => file.Contains(".Tests/", StringComparison.Ordinal)))
        {
            foreach (var test in In(file, File.ReadAllLines(Path.Combine(root, file))))
                tests.TryAdd(test.Name, test);
        }
        return tests;
    }

    private static IEnumerable<TestMethod> In(string file, string[] lines)
    {
        var type = "";
        int? begin = null;
        for (var i = 0; i < lines.Length; i++)
        {
            if (ClassName().Match(lines[i]) is { Success: true } found)
                type = found.Groups["name"].Value;
            if (begin is null && (lines[i].Contains("[Fact", StringComparison.Ordinal) || lines[i].Contains("[Theory", StringComparison.Ordinal)))
                begin = i;
            if (begin is not { } first || MethodName().Match(lines[i]) is not { Success: true } method)
                continue;
            yield return new TestMethod(type, method.Groups["name"].Value, file, i + 1, Code(lines, first, i));
            begin = null;
        }
    }

    /// <summary>A block goes to the closing brace at the method's own indentation, an expression to the next empty line or the end of the class.</summary>
    private static string Code(string[] lines, int first, int declared)
    {
        var indent = lines[declared].Length - lines[declared].TrimStart().Length;
        var isBlock = declared + 1 < lines.Length && lines[declared + 1].Trim() == "{";
        var close = new string(' ', indent) + "}";
        var last = declared;
        while (last + 1 < lines.Length && (isBlock ? lines[last] != close : lines[last + 1].Trim().Length > 0 && lines[last + 1][0] != '}'))
            last++;
        return string.Join('\n', lines[first..(last + 1)].Select(line => line.Length > indent ? line[indent..] : line.TrimStart())).TrimEnd();
    }

    [GeneratedRegex(@"^[a-z].*\bclass (?<name>\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^\s*public [\w<>\[\], ]*?(?<name>\w+)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MethodName();
}
