using Interop.Server.Search.Query;
using Xunit;

namespace Interop.Server.Tests.Search;

/// <summary>The query language (spec 08): what is understood, and what is said about the rest.</summary>
public sealed class QueryParserTests
{
    [Theory]
    [InlineData("clause", "clause")]
    [InlineData("clause Contract", "(clause & contract)")]
    [InlineData("a OR b c", "(a | (b & c))")]
    [InlineData("(a OR b) AND c", "((a | b) & c)")]
    [InlineData("contract NOT draft", "(contract - draft)")]
    [InlineData("contract AND NOT draft NOT old", "(contract - draft - old)")]
    [InlineData("\"clause of contract\"", "\"clause of contract\"")]
    [InlineData("“clause 7”", "\"clause 7\"")]
    [InlineData("contr*", "contr*")]
    [InlineData("\"clause of contr*\"", "\"clause of contr\"*")]
    [InlineData("a NEAR b NEAR c", "near10(a b c)")]
    [InlineData("\"clause 7\" NEAR/3 sign*", "near3(\"clause 7\" sign*)")]
    [InlineData("bob.smith@partner.example", "\"bob smith partner example\"")]
    [InlineData("1,234.56", "(\"1 234 56\" | 123456)")]
    [InlineData("and or not near", "(and & or & not & near)")]
    [InlineData("合同", "合同")]
    [InlineData("第七条", "\"第七 七条\"")]
    [InlineData("条", "条*")]
    [InlineData("ガイド", "\"ガイ イド\"")]
    [InlineData("Straße", "strasse")]
    public void Question_IsUnderstood(string question, string understood) => Assert.Equal(understood, Show(QueryParser.Parse(question)));

    [Theory]
    [InlineData("", 1, "There is no word")]
    [InlineData("   ", 1, "There is no word")]
    [InlineData("clause AND", 8, "something should follow")]
    [InlineData("OR clause", 1, "OR stands between two words")]
    [InlineData("NOT draft", 1, "NOT takes away")]
    [InlineData("a OR NOT b", 6, "NOT takes away")]
    [InlineData("(clause", 1, "not closed")]
    [InlineData("clause)", 7, "was not opened")]
    [InlineData("()", 2, "where a word should stand")]
    [InlineData("clause \"of", 8, "quotation mark is not closed")]
    [InlineData("clause & draft", 8, "no letter or digit")]
    [InlineData("clause -draft", 8, "NOT draft")]
    [InlineData("cl*use", 3, "at the end of a word")]
    [InlineData("\"cl* use\"", 4, "end of its last word")]
    [InlineData("c*", 1, "at least 2 letters")]
    [InlineData("a NEAR/0 b", 3, "a number from 1")]
    [InlineData("a NEAR/3 b NEAR/4 c", 12, "one distance")]
    [InlineData("a NEAR/3 (b OR c)", 3, "no parentheses")]
    [InlineData("from:bob clause", 1, "parameters of their own")]
    public void Wrong_IsToldWhereAndWhatToDo(string question, int position, string advice)
    {
        var wrong = Assert.Throws<QueryException>(() => QueryParser.Parse(question));
        Assert.StartsWith($"Character {position}: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(advice, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsTooMuch_IsRefused()
    {
        Assert.Throws<QueryException>(() => QueryParser.Parse(new string('a', QueryLimits.CharactersMax + 1)));
        Assert.Throws<QueryException>(() => QueryParser.Parse(string.Join(' ', Enumerable.Repeat("a", QueryLimits.WordsMax + 1))));
        Assert.Throws<QueryException>(() => QueryParser.Parse(new string('(', 200) + "a" + new string(')', 200)));
        Assert.NotNull(QueryParser.Parse(string.Join(' ', Enumerable.Repeat("a", QueryLimits.WordsMax))));
    }

    internal static string Show(QueryNode node) => node switch
    {
        QueryNode.Phrase phrase => (phrase.Words.Count == 1 ? phrase.Words[0] : $"\"{string.Join(' ', phrase.Words)}\"") + (phrase.IsPrefix ? "*" : ""),
        QueryNode.Any any => $"({string.Join(" | ", any.Nodes.Select(Show))})",
        QueryNode.All all => $"({string.Join(" & ", all.Wanted.Select(Show))}{string.Concat(all.Unwanted.Select(n => " - " + Show(n)))})",
        QueryNode.Near near => $"near{near.Distance}({string.Join(' ', near.Phrases.Select(Show))})",
        _ => "?",
    };
}
