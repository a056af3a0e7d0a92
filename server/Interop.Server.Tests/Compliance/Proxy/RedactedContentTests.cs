using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Server.Compliance.Content;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Tests.Compliance.Policies;
using Xunit;

namespace Interop.Server.Tests.Compliance.Proxy;

/// <summary>What is taken out of a message and what stays, as the policies of the book ask for it (spec 7.7, redaction).</summary>
public sealed class RedactedContentTests
{
    private const string Cards = """{"detectors":["payment-card"]}""";

    [Theory]
    [InlineData(Cards, "Card 4111 1111 1111 1111, thanks", "Card ████, thanks")]
    [InlineData(Cards, "4111111111111111", "████")]
    [InlineData(Cards, "4111111111111111 and 378282246310005", "████ and ████")]
    [InlineData(Cards, "😀4111111111111111😀", "😀████😀")]
    [InlineData("""{"terms":["微信"]}""", "請加我微信好嗎", "請加我████好嗎")]
    [InlineData("""{"terms":["微信"],"mask":{"Hani":"[已刪除]"}}""", "請加我微 信好嗎", "請加我[已刪除]好嗎")]
    [InlineData("""{"terms":["رقم سري"],"mask":"[محذوف]"}""", "هذا رَقم سِري.", "هذا [محذوف].")]
    [InlineData("""{"terms":["to the moon","the moon landing"]}""", "to the moon landing!", "████!")]
    [InlineData("""{"terms":["🚀 now"]}""", "𠮷🚀 now𠮷", "𠮷████𠮷")]
    public void WhatWasFound_IsTakenOut_AndTheRestStays(string settings, string written, string delivered)
    {
        var content = Redacted(settings, Plain(written));
        Assert.Equal(delivered, content.GetProperty("part").GetProperty("content").GetString());
        Assert.All(content.GetProperty("redacted").EnumerateArray(), place =>
        {
            Assert.Equal("/part/content", place.GetProperty("pointer").GetString());
            Assert.DoesNotContain(delivered.Substring(place.GetProperty("start").GetInt32(), place.GetProperty("length").GetInt32()), written, StringComparison.Ordinal);
        });
    }

    [Theory]
    // Tags stay, and what stands between them goes.
    [InlineData("<p>pay <b>4111</b> 1111 1111 1111 &amp; go</p>", "pay 4111 1111 1111 1111 & go", "<p>pay <b>████</b>████ &amp; go</p>", "pay ████ & go")]
    // What a reader does not see would still say it: that form does not go on.
    [InlineData("<a href='https://x.example/?n=4111%201111%201111%201111'>pay 4111 1111 1111 1111</a>", "pay 4111 1111 1111 1111", null, "pay ████")]
    [InlineData("pay 4111 1111 1111 1111<!-- 4111111111111111 -->", "pay 4111 1111 1111 1111", null, "pay ████")]
    [InlineData("<p title='&#52;111111111111111'>pay</p>", "pay 4111 1111 1111 1111", null, "pay ████")]
    // One form has it in a way in which it is not found.
    [InlineData("<div>4111</div><div>1111</div><div>1111</div><div>1111</div>", "pay 4111 1111 1111 1111", null, "pay ████")]
    [InlineData("<p>pay 4111 1111 1111 1111</p>", "pay 4111_1111_1111_1111", "<p>pay ████</p>", null)]
    [InlineData("<p>hello</p>", "hello", "<p>hello</p>", "hello")]
    public void FormattedText_DoesNotSayWhatThePlainTextLost(string html, string plain, string? htmlLeft, string? plainLeft)
    {
        var content = Redacted(Cards, Forms(html, plain));
        var parts = content.GetProperty("part").GetProperty("parts");
        Assert.Equal([htmlLeft, plainLeft], parts.EnumerateArray().Select(p => p.TryGetProperty("content", out var text) ? text.GetString() : null));
        Assert.All(parts.EnumerateArray().Where(p => !p.TryGetProperty("content", out _)), p => Assert.Equal("""{"cardinality":"null"}""", p.GetRawText()));
    }

    [Fact]
    public void AWordThatStaysElsewhere_IsNoLeak()
    {
        var content = Redacted("""{"terms":[{"term":"guarantee","except":["guarantee form"]}]}""", Forms("<p>We guarantee it; sign the guarantee form</p>", "We guarantee it; sign the guarantee form"));
        Assert.Equal(["<p>We ████ it; sign the guarantee form</p>", "We ████ it; sign the guarantee form"], content.GetProperty("part").GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("content").GetString()));
    }

    [Fact]
    public void MoreThanIsMarked_GoesWhole()
    {
        var content = Redacted("""{"terms":["buy"]}""", Plain(string.Concat(Enumerable.Repeat("buy it. ", RedactedContent.PlacesMax + 1))));
        Assert.Equal("""{"part":{"cardinality":"null"},"redacted":[{"pointer":"/part"}]}""", content.GetRawText());
    }

    [Fact]
    public void OfAFile_TheNameIsMasked_AndWhereNoPartIsTheEventStays()
    {
        const string file = """{"part":{"cardinality":"external","contentType":"image/png","url":"https://x.example/a","filename":"card 4111111111111111.png"}}""";
        Assert.Equal("card ████.png", Redacted(Cards, file).GetProperty("part").GetProperty("filename").GetString());
        var elsewhere = JsonElement.Parse("""{"topicId":"4111111111111111","part":{"cardinality":"null"}}""");
        Assert.Equal(PolicyEffect.Block, Outcome(Cards, elsewhere).Effect);
    }

    [Theory]
    [InlineData("Card ████, thanks", 5, 4, true)]
    [InlineData("Card ████, thanks!", 5, 4, false)]
    [InlineData("card ████, thanks", 5, 4, false)]
    [InlineData("Card ████, thank", 5, 4, false)]
    [InlineData("Card ████, thanks", 5, 3, false)]
    [InlineData("Card 4111 1111 1111 1111, ████thanks", 26, 4, false)]
    public void Proof_HoldsOnly_WhenNothingElseWasChanged(string delivered, int start, int length, bool holds)
    {
        var content = JsonNode.Parse(Plain(delivered))!;
        content["redacted"] = new JsonArray(new JsonObject { ["pointer"] = "/part/content", ["start"] = start, ["length"] = length });
        Assert.Equal(holds, RedactionProof.Holds(JsonElement.Parse(Plain("Card 4111 1111 1111 1111, thanks")), JsonElement.Parse(content.ToJsonString())));
    }

    [Theory]
    [InlineData("""{"part":{"cardinality":"null"},"redacted":[{"pointer":"/part"}]}""", true)]
    [InlineData("""{"part":{"cardinality":"null"}}""", false)]
    [InlineData("""{"part":{"cardinality":"null"},"redacted":[{"pointer":"/part"},{"pointer":"/other"}]}""", false)]
    [InlineData("""{"part":{"cardinality":"null"},"topicId":"x","redacted":[{"pointer":"/part"}]}""", false)]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/plain","content":"Card"}}""", true)]
    [InlineData("""{"part":{"cardinality":"single","contentType":"text/html","content":"Card"}}""", false)]
    public void Proof_OfWholeParts_AndOfNone(string delivered, bool holds) => Assert.Equal(holds, RedactionProof.Holds(JsonElement.Parse(Plain("Card")), JsonElement.Parse(delivered)));

    private static JsonElement Redacted(string settings, string content)
    {
        var written = JsonElement.Parse(content);
        var outcome = Outcome(settings, written);
        Assert.True(outcome.IsAllowForAll || outcome.Effect == PolicyEffect.Redact, outcome.Effect.ToString());
        if (outcome.Redactions is not { } cuts)
            return written;
        var delivered = JsonSerializer.SerializeToElement(RedactedContent.Of(written, cuts), OcipJson.Default.JsonNode);
        Assert.True(RedactionProof.Holds(written, delivered));
        return delivered;
    }

    private static PolicyOutcome Outcome(string settings, JsonElement content)
    {
        IPolicyKind kind = settings.Contains("terms", StringComparison.Ordinal) ? new LexiconKind() : new DlpKind();
        var version = new PolicyVersion { Name = "p", Kind = kind.Kind, Version = 1, Author = "paula", State = PolicyState.Effective, Action = PolicyAction.Redact, Settings = JsonElement.Parse(settings) };
        var input = Story.Event(Story.Person("alice"), [Story.Person("bob")]) with { Content = content, Text = WrittenText.Of("message", content) };
        return kind.Compile(version).Evaluate(in input);
    }

    private static string Plain(string text) => new JsonObject { ["part"] = Part("text/plain", text) }.ToJsonString();

    private static string Forms(string html, string plain) => new JsonObject
    {
        ["part"] = new JsonObject { ["cardinality"] = "multi", ["semantics"] = "chooseOne", ["parts"] = new JsonArray(Part("text/html", html), Part("text/plain", plain)) },
    }.ToJsonString();

    private static JsonObject Part(string type, string text) => new() { ["cardinality"] = "single", ["contentType"] = type, ["content"] = text };
}
