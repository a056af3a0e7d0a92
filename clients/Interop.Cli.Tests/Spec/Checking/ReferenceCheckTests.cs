using Xunit;

namespace Interop.Cli.Tests.Spec.Checking;

public sealed class ReferenceCheckTests : IDisposable
{
    // Put in, so that the checks of this checkout do not take the cases for references.
    private const string Word = "spec";
    private readonly SmallStandard standard = new();

    [Theory]
    [InlineData("spec/01-rooms.md", 13)]
    [InlineData("spec/decisions/0001-order.md", 15)]
    [InlineData("spec/changes/0001-first.md", 5)]
    [InlineData("spec/vectors/README.md", 5)]
    public void IdThatATextNames_AndDoesNotExist_IsFound(string file, int line) =>
        standard.Append(file, "\nSee TST-1.7.\n").Finds($"{file}:{line}: TST-1.7 is no requirement: name one of requirements.csv or retired.csv");

    [Theory]
    [InlineData("server/Order/Order.cs")]
    [InlineData("clients/Order.Tests/MoreTests.cs")]
    [InlineData("conformance-tests/Case.cs")]
    public void IdThatASourceNames_AndDoesNotExist_IsFound(string file) =>
        standard.Write(file, "// first line\n[Requirement(\"TST-1.7\")]\n").Finds($"{file}:2: TST-1.7 is no requirement");

    [Fact]
    public void OtherWordsOfThisForm_AreNoIds() => standard.Write("server/Order/Order.cs", "// ABC-1.2\n").Finds();

    [Fact]
    public void PageThatACommentNames_AndDoesNotExist_IsFound() =>
        standard.Write("server/Order/Order.cs", $"/// <summary>Keeps order ({Word} 01 and 77).</summary>\n").Finds($"server/Order/Order.cs:1: the comment names {Word} 77, which does not exist");

    [Fact]
    public void DecisionThatACommentNames_AndDoesNotExist_IsFound() =>
        standard.Write("server/Order/Order.cs", $"// See {Word}/decisions/0001 and {Word}/decisions/0077.\n").Finds("server/Order/Order.cs:1: the comment names decision 0077, which does not exist");

    [Fact]
    public void WhatToolsMake_IsNotLookedAt() => standard.Write("server/Order/obj/Made.cs", "// TST-1.7\n").Finds();

    public void Dispose() => standard.Dispose();
}
