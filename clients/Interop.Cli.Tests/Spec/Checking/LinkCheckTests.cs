using Xunit;

namespace Interop.Cli.Tests.Spec.Checking;

public sealed class LinkCheckTests : IDisposable
{
    private readonly SmallStandard standard = new();

    [Fact]
    public void LinkToNoFile_IsFound() => standard
        .Append(SmallStandard.Page, "\nSee [there](02-nowhere.md).\n")
        .Finds($"{SmallStandard.Page}:13: the link to 02-nowhere.md leads nowhere: there is no file spec/02-nowhere.md");

    [Fact]
    public void LinkToNoHeading_IsFound() => standard
        .Append(SmallStandard.Page, "\nSee [there](#12-chaos).\n")
        .Finds($"{SmallStandard.Page}:13: the link to #12-chaos leads nowhere: {SmallStandard.Page} has no heading #12-chaos");

    [Fact]
    public void LinkToNoHeadingOfAnotherPage_IsFound() => standard
        .Append("spec/decisions/0001-order.md", "\nSee [there](../01-rooms.md#12-chaos) and [here](../01-rooms.md#11-order).\n")
        .Finds("spec/decisions/0001-order.md:15: the link to ../01-rooms.md#12-chaos leads nowhere");

    [Theory]
    [InlineData("See [order](01-rooms.md#11-order), [all](../spec/README.md), [vectors](vectors/), [RFC](https://www.rfc-editor.org/rfc/rfc2119).")]
    [InlineData("Write `[text](nowhere.md)` for a link.")]
    public void GoodLinks_AreNoFindings(string text) => standard.Append(SmallStandard.Page, $"\n{text}\n").Finds();

    [Fact]
    public void PageThatTheIndexDoesNotName_IsFound() =>
        standard.Write("spec/extra.md", "# Extra\n").Finds("spec/README.md:1: the index does not name extra.md: add a row with a link to it");

    public void Dispose() => standard.Dispose();
}
