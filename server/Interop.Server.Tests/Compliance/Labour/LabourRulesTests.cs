using Interop.Server.Compliance.Labour;
using Interop.Protocol.PeopleApi;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Server.Tests.Compliance.Labour;

/// <summary>The estimate of time, and the tables for people (spec 10.12).</summary>
public sealed class LabourRulesTests
{
    [Theory]
    [InlineData(new long[] { 0 }, 300)]
    [InlineData(new long[] { 0, 600 }, 900)]
    [InlineData(new long[] { 0, 601 }, 600)]
    [InlineData(new long[] { 0, 60, 120, 5000, 5060 }, 780)]
    public void Moments_CloseTogether_AreOneStretch(long[] moments, long seconds)
    {
        var (sum, last) = (0L, (long?)null);
        foreach (var at in moments)
        {
            sum += LabourRules.Adds(at, last);
            last = at;
        }
        Assert.Equal(seconds, sum);
    }

    [Theory]
    [InlineData("=1+1<script>\"", "'=1+1<script>\"\"", "=1+1&lt;script&gt;&quot;")]
    [InlineData("'=1", "''=1", "&#39;=1")]
    [InlineData("Ana, Müller", "Ana, Müller", "Ana, M&#252;ller")]
    public void Tables_TakeNothingForFormulaOrMarkup(string name, string inCsv, string inHtml)
    {
        var report = new LabourReport("2026-11", LabourRules.Method, [new LabourRow { User = UserId.Parse("ocip://acme.example/u/eve"), DisplayName = name, Held = 2 }]);
        Assert.Contains($"\r\n\"2026-11\",\"ocip://acme.example/u/eve\",\"{inCsv}\",", LabourText.Csv(report), StringComparison.Ordinal);
        Assert.Contains($"<td dir=\"auto\">{inHtml}</td>", LabourText.Html(report), StringComparison.Ordinal);
    }

    [Fact]
    public void MonthWithoutAnybody_SaysSo()
    {
        var nobody = new LabourReport("2026-11", LabourRules.Method, []);
        Assert.Contains("Nothing was counted", LabourText.Html(nobody), StringComparison.Ordinal);
        Assert.Equal(1, LabourText.Csv(nobody).Count(c => c == '\n'));
    }
}
