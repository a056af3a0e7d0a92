using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Protocol.ReviewApi;
using Interop.Web.Pages.Review;
using Interop.Web.Pages.Search;
using Xunit;

namespace Interop.Web.Tests;

/// <summary>What is marked in what somebody wrote, and what a question says.</summary>
public sealed class ReviewTextTests
{
    [Theory]
    [InlineData("insider deal, 内幕交易 here 😀 صفقة", "insider", 0, 7)]
    [InlineData("insider deal, 内幕交易 here 😀 صفقة", "内幕交易", 14, 4)]
    [InlineData("insider deal, 内幕交易 here 😀 صفقة", "😀", 24, 2)]
    [InlineData("insider deal, 内幕交易 here 😀 صفقة", "صفقة", 27, 4)]
    public void AHit_IsMarked_InItsScript(string text, string marked, int start, int length)
    {
        var pieces = ReviewText.Pieces(text, [Hit("/part/content", start, length)]);
        Assert.Equal(marked, Assert.Single(pieces, p => p.Why is not null).Text);
        Assert.Equal(text, string.Concat(pieces.Select(p => p.Text)));
    }

    [Fact]
    public void Hits_ThatOverlap_OrLieOutside_LoseNoLetter()
    {
        var pieces = ReviewText.Pieces("<b>abcdef</b>", [Hit("", 3, 4), Hit("", 5, 4) with { Term = "other" }, Hit("", 90, 4), Hit("", 12, 400), Hit("", -1, 2)]);
        Assert.Equal(["<b>", "ab", "cd", "ef", "</b>"], pieces.Select(p => p.Text));
        Assert.Equal([null, "lexicon:deals/2: insider", "lexicon:deals/2: insider, lexicon:deals/2: other", "lexicon:deals/2: other", null], pieces.Select(p => p.Why));
    }

    [Fact]
    public void PlainText_IsShown_AndWhatWasFoundInAnotherFormIsTold()
    {
        var content = JsonSerializer.SerializeToElement(MessageText.Of("plain words", "<i>hidden</i> words"), OcipJson.Default.MessageContent);
        var text = ReviewText.Of(content, [Hit("/part/parts/1/content", 0, 5), Hit("/part/parts/0/content", 3, 6) with { Term = "hidden" }]);
        Assert.Equal("plain words", text.Text);
        Assert.Equal("plain", Assert.Single(ReviewText.Pieces(text.Text, text.Shown), p => p.Why is not null).Text);
        Assert.Equal("hidden", Assert.Single(text.Elsewhere).Term);
    }

    [Theory]
    [InlineData("people:alice type:edit clause", "/search?q=clause&person=alice&type=edit")]
    [InlineData("room:\"Deal room\" has:file", "/search?in=Deal%20room&media=true")]
    [InlineData("https://example.org/a:b 10:30", "/search?q=https%3A%2F%2Fexample.org%2Fa%3Ab%2010%3A30")]
    public void Filters_AreTakenOutOfTheWords(string written, string address) =>
        Assert.Equal(address, SearchTokens.Read(new SearchQuestion { Words = written }).Address());

    [Theory]
    [InlineData("clause peo", null, "peo")]
    [InlineData("clause people:al", "people", "al")]
    [InlineData("room:\"Deal ro", "room", "Deal ro")]
    [InlineData("", null, "")]
    public void WhatIsBeingWritten_IsTheLastOfIt(string written, string? filter, string part)
    {
        var (found, beginning, _) = SearchTokens.Last(written);
        Assert.Equal((filter, part), (found, beginning));
    }

    [Fact]
    public void Selection_ExtendsOverTheRowsBetween()
    {
        var selection = new ReviewSelection();
        selection.Toggle(20);
        selection.Extend(17, [21, 20, 19, 18, 17, 16]);
        Assert.Equal([17, 18, 19, 20], selection.Items.Order());
        selection.Toggle(18);
        Assert.Equal(3, selection.Count);
    }

    private static ContentHit Hit(string pointer, int start, int length) => new() { Policy = "lexicon:deals", Version = 2, Term = "insider", Pointer = pointer, Start = start, Length = length };
}
