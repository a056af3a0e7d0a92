using System.Reflection;
using System.Text.RegularExpressions;
using Interop.Protocol.Events;
using Interop.Protocol.Signatures;
using Interop.Server.Archive;
using Interop.Server.Compliance.Policies;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>The registries of 18: active names are those of the code, no name stands twice, and each has a status.</summary>
public sealed class RegistryTests
{
    private static readonly string[] Tables = ["event-types", "capabilities", "key-purposes", "record-kinds", "policies"];
    private static readonly string[] Statuses = ["active", "reserved", "deprecated", "withdrawn"];

    [Fact]
    public void EventTypes_AreThoseOfTheCode() => Check("event-types", Constants(typeof(EventTypes)));

    [Fact]
    public void KeyPurposes_AreThoseOfTheCode() => Check("key-purposes", KeyPurposes.All);

    [Fact]
    public void KindsOfRecords_AreThoseOfTheCode() => Check("record-kinds", ["event", "refusal", .. Constants(typeof(LogRecord))]);

    [Fact]
    public void KindsThatCanBeAskedFor_AreThoseOfTheCode() => Check("record-kinds", RecordKinds.All);

    /// <summary>Else it would tell an examiner that it does not know what its own server has written.</summary>
    [Fact]
    public void Verifier_KnowsEveryKindOfRecord() => Check("record-kinds", Interop.Cli.Verification.FixedPart.Kinds);

    [Fact]
    public void Policies_AreThoseOfTheCode_WithoutTheirVersions() => Check("policies", CompliancePolicies.All.Names.Select(name => name.Split('/')[0]).Append(DetectPaymentCard.PolicyName));

    [Theory]
    [InlineData("detect-payment-card/1", true)]
    [InlineData("com.example.toxicity/1", true)]
    [InlineData("x-trial/12", true)]
    [InlineData("detect-payment-card/1-redact", false)]
    [InlineData("detect-payment-card", false)]
    [InlineData(".toxicity/1", false)]
    public void NamesOfPolicies_AreThoseOfTheSchema(string name, bool isName)
    {
        var pattern = SchemaFile.Read("Common").Definition("Policy").GetProperty("pattern").GetString()!;
        Assert.Equal(isName, Regex.IsMatch(name, pattern, RegexOptions.NonBacktracking));
        Assert.All(CompliancePolicies.All.Names, known => Assert.Matches(pattern, known));
    }

    [Fact]
    public void Rows_HaveOneNameEach_AndAStatus()
    {
        foreach (var name in Tables)
        {
            var rows = Rows(name);
            Assert.Equal(rows.Count, rows.Select(row => row[0]).Distinct(StringComparer.Ordinal).Count());
            Assert.All(rows, row => Assert.Contains(row[^1], Statuses));
        }
    }

    private static void Check(string table, IEnumerable<string> names)
    {
        var kept = names.ToHashSet(StringComparer.Ordinal);
        var written = Rows(table).Where(row => row[^1] == "active").Select(row => row[0].Trim('`')).ToHashSet(StringComparer.Ordinal);
        Findings.None(kept.Except(written).Select(name => $"spec/18-registries.md: {name} is in the code and not active in the table {table}: add a row, or make it active"));
        Findings.None(written.Except(kept).Select(name => $"spec/18-registries.md: {name} is active in the table {table} and not in the code"));
    }

    private static IReadOnlyList<string[]> Rows(string table) => SpecFolder.Page("18-registries.md").Table(table);

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
}
