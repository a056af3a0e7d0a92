using Xunit;

namespace Interop.Cli.Tests.Spec.Checking;

public sealed class RetiredCheckTests : IDisposable
{
    private const string List = "spec/retired.csv";
    private const string Head = "id,text,since,replaced-by,because\n";
    private readonly SmallStandard standard = new();

    [Fact]
    public void RetiredId_MayBeNamed_AndIsNeverGivenAgain()
    {
        standard.Write(List, Head + "TST-1.2,A client MUST wait.,2,TST-1.1,waiting is in the order\n").Append("spec/changes/0001-first.md", "\nTST-1.2 is gone.\n").Finds();

        standard.Append(SmallStandard.Page, "\nA client MUST ask. [TST-1.2]\n").Append("spec/requirements.csv", "TST-1.2,MUST,client,A client MUST ask.,\"01-rooms.md, 1.1 Order\",1,Core,,because\n")
            .Finds($"{SmallStandard.Page}:13: TST-1.2 was retired ({List}:2) and is never given again: give this sentence a new id");
    }

    [Fact]
    public void RetiredTwice_IsFound() =>
        standard.Write(List, Head + "TST-1.2,A.,2,,why\nTST-1.2,A.,2,,why\n").Finds($"{List}:3: TST-1.2 is in the list already");

    [Fact]
    public void RetiredWithoutReason_IsFound() => standard.Write(List, Head + "TST-1.2,A.,2,,\n").Finds($"{List}:2: TST-1.2 lacks its text, the version without it, or why");

    [Fact]
    public void ReplacedByNothing_IsFound() => standard.Write(List, Head + "TST-1.2,A.,2,TST-1.8,why\n").Finds($"{List}:2: TST-1.2 is replaced by TST-1.8, which does not exist");

    public void Dispose() => standard.Dispose();
}
