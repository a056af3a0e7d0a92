using Interop.Server.Search.Text;
using Interop.Server.Supervision.Following;
using Xunit;

namespace Interop.Server.Tests.Supervision;

/// <summary>Which texts are found by each other although they are not the same (spec 7.9).</summary>
public sealed class SimilarTextsTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];

    [Theory]
    [InlineData("Dear Anna, your account is blocked. Write to us with your password and the number of your card, and it is open again within one day. The team of the bank.",
        "Dear Bertram, your account is blocked. Write to us with your password and the number of your card, and it is open again within one day. The team of the bank.", true)]
    [InlineData("Dear Anna, your account is blocked. Write to us with your password and the number of your card, and it is open again within one day.",
        "Lunch at the usual place? I am late by some minutes, since the train stands still between two stations and nobody says why.", false)]
    [InlineData("各位同事，本季度的报告已经完成，请大家在星期五之前查看并回复意见，如有问题请联系财务部门的王先生，谢谢大家的支持与配合，祝工作顺利。",
        "各位同事，本季度的报告已经完成，请大家在星期四之前查看并回复意见，如有问题请联系财务部门的王先生，谢谢大家的支持与配合，祝工作顺利。", true)]
    [InlineData("Good morning", "Good morning", false)]
    public void Texts_AreSimilar_WhenFewOfTheirRunsDiffer(string one, string other, bool similar) =>
        Assert.Equal(similar, SimilarTexts.BandsOf(FoldedLetters.Of(one), Key).Intersect(SimilarTexts.BandsOf(FoldedLetters.Of(other), Key)).Any());

    [Fact]
    public void Bands_AreOfTheKey_AndSayNothingWithoutIt()
    {
        var text = FoldedLetters.Of("The same text under two keys has no band that is the same.");
        Assert.Equal(SimilarTexts.Bands, SimilarTexts.BandsOf(text, Key).Distinct().Count());
        Assert.Empty(SimilarTexts.BandsOf(text, Key).Intersect(SimilarTexts.BandsOf(text, [.. Key.Reverse()])));
    }
}
