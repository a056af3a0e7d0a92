using System.Text.Json;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.ReviewApi;
using Interop.Web.Pages.Supervision;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>A draw is of its day: what was left out of it, or put to it, is seen at the edges (spec 7.9).</summary>
public sealed class DrawnDayTests
{
    [Theory]
    [InlineData(2, 4, null)]
    [InlineData(3, 4, "Record 2 is of the day and was not drawn from.")]
    [InlineData(2, 3, "Record 3 is of the day and was not drawn from.")]
    [InlineData(1, 4, "Record 1 is not of the day and was drawn from.")]
    [InlineData(2, 5, "Record 4 is not of the day and was drawn from.")]
    public void Edges_AreThoseOfTheDay(long first, long next, string? fault)
    {
        var day = new DrawnDay(Terms(), null, first, next);
        foreach (var record in new[] { Record(1, "2026-11-21T23:59:59.999Z"), Record(2, "2026-11-22T00:00:00.000Z"), Record(3, "2026-11-22T23:59:59.999Z"), Record(4, "2026-11-23T00:00:00.000Z") })
            day.Take(record);
        Assert.Equal((fault, next - first), (day.Fault, day.Messages.Count));
    }

    [Fact]
    public void HiddenRecords_SayNothing()
    {
        var day = new DrawnDay(Terms(), null, 2, 4);
        day.Take(new ArchiveRecord { Index = 3, LeafHash = new string('A', 43) });
        Assert.Null(day.Fault);
        Assert.Empty(day.Messages);
    }

    private static SampleTerms Terms() => new(JsonElement.Parse("""
        {"date":"2026-11-22","except":[],"plan":{"name":"nightly","queue":"default","percent":"10","method":"guaranteed"},"policies":["*"],"provider":"acme.example"}
        """));

    private static ArchiveRecord Record(long index, string at) => new()
    {
        Index = index,
        Record = JsonElement.Parse($$"""
            {"at":"{{at}}","decision":{},"header":{"origin":"acme.example","persona":"work","sender":"ocip://acme.example/u/alice","type":"message"},"index":{{index}},"kind":"event"}
            """),
    };
}
