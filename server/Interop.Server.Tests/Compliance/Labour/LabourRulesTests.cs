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

    [Fact]
    public void Tables_TakeNothingForFormulaOrMarkup()
    {
        var row = new LabourRow { User = UserId.Parse("ocip://acme.example/u/eve"), DisplayName = "=1+1<script>\"", Held = 2 };
        Assert.Contains("\"'=1+1<script>\"\"\"", LabourText.Csv([row]), StringComparison.Ordinal);
        Assert.Contains("<td>=1+1&lt;script&gt;&quot;</td>", LabourText.Html(new LabourReport("2026-11", LabourRules.Method, [row]), [row]), StringComparison.Ordinal);
    }
}
