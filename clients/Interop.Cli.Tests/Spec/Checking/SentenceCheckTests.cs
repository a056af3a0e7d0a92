using Xunit;

namespace Interop.Cli.Tests.Spec.Checking;

public sealed class SentenceCheckTests : IDisposable
{
    private readonly SmallStandard standard = new();

    [Fact]
    public void SoundStandard_HasNothingWrong() => standard.Finds();

    [Theory]
    [InlineData("A client MUST ask.", "MUST")]
    [InlineData("A client MUST NOT ask.", "MUST NOT")]
    [InlineData("A client SHALL ask.", "SHALL")]
    [InlineData("Asking is REQUIRED of clients.", "REQUIRED")]
    [InlineData("A client SHOULD ask.", "SHOULD")]
    [InlineData("Asking is NOT RECOMMENDED.", "NOT RECOMMENDED")]
    [InlineData("A client MAY ask.", "MAY")]
    [InlineData("Asking is OPTIONAL.", "OPTIONAL")]
    [InlineData("- in a list, a client MUST ask", "MUST")]
    [InlineData("| Cell | a client MUST ask |", "MUST")]
    public void DemandWithoutId_IsFound(string sentence, string word) =>
        standard.Append(SmallStandard.Page, $"\n{sentence}\n").Finds($"{SmallStandard.Page}:13: this sentence says {word} and has no id: write a new one after its full stop");

    [Fact]
    public void DemandWithoutId_IsFoundInItsLine_OfAWrappedParagraph() =>
        standard.Append(SmallStandard.Page, "\nThis paragraph is\nwrapped over lines.\nHere a client MUST\nask.\n").Finds($"{SmallStandard.Page}:15: this sentence says MUST");

    [Theory]
    [InlineData("Words such as \"MUST\" and \"MAY\" are explained elsewhere.")]
    [InlineData("A client must ask.")]
    [InlineData("```\na client MUST ask\n```")]
    [InlineData("MUSTARD is no demand.")]
    public void SentenceThatDemandsNothing_NeedsNoId(string sentence) => standard.Append(SmallStandard.Page, $"\n{sentence}\n").Finds();

    [Theory]
    [InlineData("```\nA MUST. [TST-1.9]\n```", 14)]
    [InlineData("[TST-1.9]", 13)]
    public void IdWithoutSentence_IsFound(string text, int line) =>
        standard.Append(SmallStandard.Page, $"\n{text}\n").Finds($"{SmallStandard.Page}:{line}: TST-1.9 follows no sentence: put it after the full stop of one", $"{SmallStandard.Page}:{line}: TST-1.9 is no requirement");

    [Fact]
    public void IdTwice_IsFound() =>
        standard.Append(SmallStandard.Page, "\nA client MUST ask. [TST-1.1]\n").Finds($"{SmallStandard.Page}:13: TST-1.1 was given to a sentence before ({SmallStandard.Page}:5): give this one a new id");

    [Fact]
    public void IdWithTheNumberOfAnotherPage_IsFound() => standard
        .Replace(SmallStandard.Page, "TST-1.1", "TST-2.1").ReplaceInRow("TST-1.1", "TST-2.1").Replace("spec/changes/0001-first.md", "TST-1.1", "TST-2.1")
        .Finds($"{SmallStandard.Page}:5: TST-2.1 has the number of another page: this page's ids have the number 1");

    [Fact]
    public void IdWithTheAreaOfAnotherPage_IsFound() => standard
        .Replace("spec/README.md", "| TST |", "| TSU |")
        .Finds($"{SmallStandard.Page}:5: TST-1.1 has the area of another page: in the index, spec/README.md, this page has TSU");

    [Fact]
    public void PageWithIdsAndWithoutArea_IsFound() => standard
        .Replace("spec/README.md", "| TST |", "| |")
        .Finds($"{SmallStandard.Page}:5: TST-1.1 stands in a page that has no area: give it one in its row of the index");

    public void Dispose() => standard.Dispose();
}
