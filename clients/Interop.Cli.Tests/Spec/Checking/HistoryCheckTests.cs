using Xunit;

namespace Interop.Cli.Tests.Spec.Checking;

public sealed class HistoryCheckTests : IDisposable
{
    private const string Table = "spec/requirements.csv";
    private const string Second = "TST-1.2,MUST,client,A client MUST ask before it sends.,\"01-rooms.md, 1.1 Order\",1,Core,,because\n";
    private readonly SmallStandard standard = new();

    public HistoryCheckTests()
    {
        standard.Append(SmallStandard.Page, "\nA client MUST ask before it sends. [TST-1.2]\n").Append(Table, Second);
        GitFolder.Commit(standard.Root, "first");
        standard.Finds();
    }

    [Fact]
    public void IdWhoseSentenceIsGone_IsFound_UntilItIsRetired()
    {
        standard.Replace(SmallStandard.Page, "\nA client MUST ask before it sends. [TST-1.2]\n", "").Replace(Table, Second, "");
        GitFolder.Commit(standard.Root, "second");

        standard.Finds($"{Table}:1: TST-1.2 was given to a sentence that is gone: \"A client MUST ask before it sends.\": list it in retired.csv");
        standard.Write("spec/retired.csv", "id,text,since,replaced-by,because\nTST-1.2,A client MUST ask before it sends.,1,,nobody asked\n").Finds();
    }

    [Fact]
    public void IdThatWasGivenToAnotherSentence_IsFound() => standard
        .Replace(SmallStandard.Page, "A client MUST ask before it sends.", "Bridges MUST be of stone.").Replace(Table, "A client MUST ask before it sends.", "Bridges MUST be of stone.")
        .Finds($"{Table}:3: TST-1.2 was given to another sentence before: \"A client MUST ask before it sends.\": give this one a new id");

    [Fact]
    public void SentenceThatIsWordedAnew_KeepsItsId() => standard
        .Replace(SmallStandard.Page, "A client MUST ask before it sends.", "Every client MUST ask before it sends.").Replace(Table, "A client MUST ask before it sends.", "Every client MUST ask before it sends.")
        .Finds();

    public void Dispose() => standard.Dispose();
}
