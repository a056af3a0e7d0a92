using Interop.Protocol.Decisions;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>spec/errors.md is the registry of the code, and says which codes nothing produces yet.</summary>
public sealed class CodeRegistryTests
{
    [Fact]
    public void Registry_IsThatOfTheCode()
    {
        var produced = Produced();
        var rows = DecisionCodes.All.Select(c => $"| {c.Code} | {c.Status} | {c.Name} | {c.Meaning} | {(produced.Contains(c.Code) ? "" : "reserved")} |");
        SpecFolder.Page("errors.md").Expect("codes", string.Join('\n', rows.Prepend("|---|---|---|---|---|").Prepend("| Code | HTTP | Name | Meaning | State |")));
    }

    [Fact]
    public void Codes_AreUnique_AndInTheirClass()
    {
        Assert.Equal(DecisionCodes.All.Count, DecisionCodes.All.Select(c => c.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(DecisionCodes.All.Count, DecisionCodes.All.Select(c => c.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(DecisionCodes.All, c => Assert.Equal(c.Class, $"{c.Status}"[0] == '2' ? '2' : c.Status is 429 or 503 ? '4' : '5'));
    }

    /// <summary>Codes that server or protocol library name anywhere but in the registry.</summary>
    private static HashSet<string> Produced()
    {
        var sources = SpecFolder.Sources("server/Interop.Server", "server/Interop.Protocol")
            .Where(file => Path.GetFileName(file) != "DecisionCodes.cs")
            .Select(Repository.Text).ToList();
        var fields = typeof(DecisionCodes).GetFields().Where(field => field.FieldType == typeof(DecisionCode));
        return
        [
            .. fields.Where(field => sources.Any(text => text.Contains($"DecisionCodes.{field.Name}", StringComparison.Ordinal)))
                .Select(field => ((DecisionCode)field.GetValue(null)!).Code),
        ];
    }
}
