using Interop.Cli.Spec.Checking;
using Xunit;

namespace Interop.Cli.Tests.Spec.Checking;

public sealed class RowCheckTests : IDisposable
{
    private const string Table = "spec/requirements.csv";
    private readonly SmallStandard standard = new();

    [Fact]
    public void IdWithoutRow_IsFound() => standard
        .Append(SmallStandard.Page, "\nA client MUST ask. [TST-1.2]\n")
        .Finds($"{SmallStandard.Page}:13: TST-1.2 has no row in requirements.csv: run ./interop spec check --write");

    [Fact]
    public void RowWithoutSentence_IsFound() => standard
        .Append(Table, "TST-1.2,MUST,client,A client MUST ask.,\"01-rooms.md, 1.1 Order\",1,Core,,because\n")
        .Finds($"{Table}:3: TST-1.2 stands in no page: write its sentence, or move the row to retired.csv");

    [Fact]
    public void RowTwice_IsFound() => standard
        .Append(Table, File.ReadAllLines(standard.At(Table))[1] + "\n")
        .Finds($"{Table}:3: TST-1.1 has a row already");

    [Fact]
    public void RowsOutOfOrder_AreFound() => standard
        .Replace(SmallStandard.Page, "Order is what", "A client SHOULD ask. [TST-1.2] Order is what")
        .Replace(Table, "TST-1.1,", "TST-1.2,SHOULD,client,A client SHOULD ask.,\"01-rooms.md, 1.1 Order\",1,Core,,because\nTST-1.1,")
        .Finds($"{Table}:3: TST-1.1 comes after TST-1.2");

    [Fact]
    public void RowWithAnotherText_IsFound() => standard
        .Replace(SmallStandard.Page, "keep order.", "keep the order.")
        .Finds($"{Table}:2: TST-1.1 has another text than {SmallStandard.Page}:5: run ./interop spec check --write");

    [Fact]
    public void RowOfAnotherSection_IsFound() => standard
        .Replace(SmallStandard.Page, "## 1.1 Order", "## 1.1 Sequence")
        .Finds($"{Table}:2: TST-1.1 names another section than 01-rooms.md, 1.1 Sequence");

    [Fact]
    public void RowWithAnotherLevel_IsFound() => standard.ReplaceInRow(",MUST,", ",SHOULD,").Finds($"{Table}:2: TST-1.1 has the level 'SHOULD', and its sentence says MUST");

    [Fact]
    public void RowWithoutLevel_IsFound() => standard.ReplaceInRow(",MUST,", ",,").Finds($"{Table}:2: TST-1.1 has the level '', and its sentence says MUST", $"{Table}:2: TST-1.1 has no level: write one of MUST, MUST NOT");

    [Fact]
    public void RowWithoutActor_IsFound() => standard.ReplaceInRow(",provider,", ",somebody,").Finds($"{Table}:2: TST-1.1 has the actor 'somebody': write one of provider, hub");

    [Fact]
    public void RowWithoutSection_IsFound() =>
        standard.ReplaceInRow("\"01-rooms.md, 1.1 Order\"", "").Finds($"{Table}:2: TST-1.1 names another section", $"{Table}:2: TST-1.1 has no section");

    [Fact]
    public void RowWithoutProfile_IsFound() => standard.ReplaceInRow(",Core,", ",,").Finds($"{Table}:2: TST-1.1 has the profile '': write one of Core, Federation");

    [Fact]
    public void RowWithoutVersion_IsFound() => standard.ReplaceInRow(",1,Core", ",,Core").Finds($"{Table}:2: TST-1.1 does not say since which version it holds");

    [Fact]
    public void RowWithoutTestAndReason_IsFound() => standard.ReplaceInRow("OrderTests.Order_IsKept", "").Finds($"{Table}:2: TST-1.1 has neither a test nor a reason");

    [Fact]
    public void RowWithTestAndReason_IsFound() => standard.ReplaceInRow("Order_IsKept,", "Order_IsKept,because").Finds($"{Table}:2: TST-1.1 has both a test and a reason");

    [Fact]
    public void TestThatDoesNotExist_IsFound() =>
        standard.ReplaceInRow("Order_IsKept", "Order_IsLost").Finds($"{Table}:2: TST-1.1 names the test OrderTests.Order_IsLost, which the sources do not have: name one that exists");

    [Fact]
    public void MethodThatIsNoTest_IsNone() =>
        standard.Replace("server/Order.Tests/OrderTests.cs", "[Fact]", "// no test").Finds($"{Table}:2: TST-1.1 names the test OrderTests.Order_IsKept");

    [Fact]
    public void RowWithTooFewCells_IsFound() => standard.Append(Table, "TST-1.2,MUST\n").Finds($"{Table}:3: the row of TST-1.2 has 2 cells instead of 9");

    [Fact]
    public void OtherHead_IsFound() => standard.Replace(Table, "id,level", "level,id").Finds($"{Table}:1: the first line is not 'id,level,actor");

    [Fact]
    public void Write_MakesTheRowsThoseOfThePages_AndKeepsWhatPeopleFilledIn()
    {
        standard.Replace(SmallStandard.Page, "A provider MUST keep order.", "A provider SHOULD keep order, and time.").Append(SmallStandard.Page, "\nA client MUST ask. [TST-1.2]\n");

        SpecChecks.Write(standard.Root);

        Assert.Equal("TST-1.1,SHOULD,provider,\"A provider SHOULD keep order, and time.\",\"01-rooms.md, 1.1 Order\",1,Core,OrderTests.Order_IsKept,", File.ReadAllLines(standard.At(Table))[1]);
        standard.Finds($"{Table}:3: TST-1.2 has the actor ''", $"{Table}:3: TST-1.2 has the profile ''", $"{Table}:3: TST-1.2 has neither");
    }

    [Fact]
    public void Write_LeavesATableAlone_ThatItCannotRead()
    {
        standard.ReplaceInRow("provider,A provider", "provider A provider");
        var before = File.ReadAllText(standard.At(Table));
        SpecChecks.Write(standard.Root);
        Assert.Equal(before, File.ReadAllText(standard.At(Table)));
    }

    public void Dispose() => standard.Dispose();
}
