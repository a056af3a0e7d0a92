using Interop.Protocol.Identifiers;
using Interop.Protocol.ReviewApi;
using Interop.Server.Supervision.Figures;
using Xunit;

namespace Interop.Server.Tests.Supervision;

/// <summary>Who comes first in a report of coverage (spec 7.9).</summary>
public sealed class CoverageOrderTests
{
    private const string Ever = "2026-11-22T09:26:04.246Z";

    [Fact]
    public void NeverReviewed_ComesFirst_ThenWhoIsFurthestBelowTheOwnMinimum()
    {
        var people = new[]
        {
            Of("met", "10.00", "5", true, Ever), Of("no-minimum", "0.00", null, true, Ever), Of("far-below", "20.00", "50", false, Ever), Of("just-below", "1.00", "2", false, Ever),
            Of("never", "0.00", "1", false, null), Of("never-silent", "0.00", "1", true, null),
        };
        Assert.Equal(["never", "never-silent", "far-below", "just-below", "no-minimum", "met"], CoverageReader.Ordered(people).Select(p => p.User.Local));
    }

    private static PersonCoverage Of(string name, string percent, string? required, bool isMet, string? last) => new()
    {
        User = UserId.Parse($"ocip://acme.example/u/{name}"), Messages = 100, Items = 0, Reviewed = 0, Percent = percent, Required = required, Met = isMet, Last = last,
    };
}
