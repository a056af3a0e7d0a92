using System.Text.Json;
using Interop.Server.Compliance.Content;
using Interop.Server.Compliance.Content.Files;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Tests.Compliance.Policies;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Compliance.Content;

/// <summary>The kinds of the book that read content: settings, actions, and where something was found (spec 7.10).</summary>
public sealed class ContentKindTests
{
    private const string Card = """{"part":{"cardinality":"multi","semantics":"chooseOne","parts":[{"cardinality":"single","contentType":"text/html","content":"<p>pay &amp; <b>41</b>11111111111111</p>"},{"cardinality":"single","contentType":"text/plain","content":"hello"}]}}""";

    [Theory]
    [InlineData("lexicon", """{"terms":["moon",{"term":"kill","except":["kill time"],"stem":"en"}],"stem":"de","allow":["Moon Inc"],"disclaimers":["Small print."],"minimum":2}""", null)]
    [InlineData("lexicon", """{"terms":[]}""", "/terms: ")]
    [InlineData("lexicon", """{"terms":["good",{"term":"a AND"}]}""", "/terms/1: 'a AND', column 3: ")]
    [InlineData("lexicon", """{"terms":["good"],"stem":"tlh"}""", "/stem: ")]
    [InlineData("lexicon", """{"terms":["good"],"colour":1}""", "/colour: ")]
    [InlineData("lexicon", """{"terms":["good"],"allow":["a OR b"]}""", "/allow/0: ")]
    [InlineData("lexicon", """{"terms":["good"],"minimum":0}""", "/minimum: ")]
    [InlineData("dlp", """{"detectors":["iban",{"name":"us-ssn","minimum":3,"context":"required","words":["staff number"]}],"near":10}""", null)]
    [InlineData("dlp", """{"detectors":["iban","iban"]}""", "/detectors/1/name: ")]
    [InlineData("dlp", """{"detectors":["moon"]}""", "/detectors/0/name: ")]
    [InlineData("dlp", """{"detectors":[{"name":"iban","context":"required"}]}""", "/detectors/0/words: ")]
    [InlineData("dlp", """{"expressions":[{"name":"x","pattern":"(a"}]}""", "/expressions/0/pattern: ")]
    [InlineData("dlp", """{}""", "/detectors: ")]
    [InlineData("dlp", """{"detectors":["iban"],"attachments":false,"unreadable":"hold","mask":"[removed]"}""", null)]
    [InlineData("lexicon", """{"terms":["good"],"attachments":true,"unreadable":"flag","mask":{"Arab":"[محذوف]","Hani":"[已删除]","*":"[removed]"}}""", null)]
    [InlineData("lexicon", """{"terms":["good"],"attachments":1}""", "/attachments: ")]
    [InlineData("lexicon", """{"terms":["good"],"unreadable":"block"}""", "/unreadable: ")]
    [InlineData("lexicon", """{"terms":["good"],"mask":""}""", "/mask: ")]
    [InlineData("lexicon", """{"terms":["good"],"mask":{"Klin":"x"}}""", "/mask: ")]
    [InlineData("files", """{"extensions":{"deny":["exe"]},"types":{"allow":["image/*"]},"digests":{"allow":["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]},"sizeMax":10,"mismatch":true}""", null)]
    [InlineData("files", """{"extensions":{"deny":[".exe"]}}""", "/extensions/deny/0: ")]
    [InlineData("files", """{}""", ": ")]
    public void Settings_AreChecked_ByTheirPlace(string kind, string settings, string? fault)
    {
        var found = Kind(kind).Check(JsonElement.Parse(settings));
        if (fault is null)
            Assert.Null(found);
        else
            Assert.StartsWith(fault, found, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_CompilesAsItStands()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "server", "policy-library"), "*.json");
        Assert.Equal(6, files.Length);
        Assert.All(files, file =>
        {
            var definition = JsonElement.Parse(File.ReadAllText(file));
            Assert.Null(Kind(definition.GetProperty("kind").GetString()!).Check(definition.GetProperty("settings")));
            Assert.Contains(definition.GetProperty("action").GetString()!, PolicyAction.All);
        });
    }

    [Theory]
    [InlineData("flag", "Flag")]
    [InlineData("warn", "Warn")]
    [InlineData("redact", "Redact")]
    [InlineData("review", "Quarantine")]
    [InlineData("block", "Block")]
    public void WhatIsFound_IsDoneAsTheVersionSays(string action, string effect)
    {
        var outcome = Evaluate("dlp", action, """{"detectors":["payment-card"]}""", Card);
        Assert.Equal(effect, outcome.Effect.ToString());
        Assert.Equal(action == "redact" ? [new Cut("/part/parts/0/content", 16, 20, "████")] : null, outcome.Redactions);
        Assert.True(Evaluate("dlp", action, """{"detectors":["iban"]}""", Card).IsAllowForAll);
        Assert.True(Evaluate("dlp", action, """{"detectors":[{"name":"payment-card","minimum":2}]}""", Card).IsAllowForAll);
    }

    [Theory]
    [InlineData("""{"extensions":{"deny":["exe"]}}""", true)]
    [InlineData("""{"extensions":{"allow":["pdf"]}}""", true)]
    [InlineData("""{"extensions":{"allow":["exe"]}}""", false)]
    [InlineData("""{"types":{"deny":["image/*"]}}""", true)]
    [InlineData("""{"types":{"allow":["image/png"]}}""", false)]
    [InlineData("""{"sizeMax":999}""", true)]
    [InlineData("""{"digests":{"deny":["xgohSYjSIis83YwXKAvELbL6zYDxvF6ujVcBMe7h5Og"]}}""", true)]
    [InlineData("""{"digests":{"allow":["xgohSYjSIis83YwXKAvELbL6zYDxvF6ujVcBMe7h5Og"]},"extensions":{"deny":["exe"]}}""", false)]
    public void Files_AreFound_ByNameTypeSizeAndDigest(string settings, bool found)
    {
        const string content = """
            {"part":{"cardinality":"multi","semantics":"processAll","parts":[{"cardinality":"single","contentType":"text/plain","content":"see"},{"cardinality":"external","contentType":"image/png",
            "url":"ocip://acme.example/m/xgohSYjSIis83YwXKAvELbL6zYDxvF6ujVcBMe7h5Og","size":1000,"digest":"xgohSYjSIis83YwXKAvELbL6zYDxvF6ujVcBMe7h5Og","filename":"photo.png.EXE. "}]}}
            """;
        var outcome = Evaluate("files", "redact", settings, content);
        Assert.Equal(found ? [Cut.OfPart("/part/parts/1")] : null, outcome.Redactions);
    }

    [Fact]
    public void Hits_AreToldByTermAndPlace_InTheStringAsItWasWritten()
    {
        Assert.Equal([new PolicyHit("dlp:p", 3, "payment-card", "/part/parts/0/content", 16, 20)], Hits("dlp", """{"detectors":["payment-card"]}""", Card));
        const string text = """{"part":{"cardinality":"single","contentType":"text/plain","content":"\"Ｍｏｏｎ\" und 加我微 信"}}""";
        Assert.Equal(
            [new PolicyHit("lexicon:p", 3, "moon", "/part/content", 1, 4), new PolicyHit("lexicon:p", 3, "微信", "/part/content", 13, 3) { What = 1 }],
            Hits("lexicon", """{"terms":["moon","微信"]}""", text));
        const string html = """{"part":{"cardinality":"single","contentType":"text/html","content":"<i>buy</i>&nbsp;n&#111;w"}}""";
        Assert.Equal([new PolicyHit("lexicon:p", 3, "buy now", "/part/content", 3, 21)], Hits("lexicon", """{"terms":["buy now"]}""", html));
        Assert.Empty(Hits("lexicon", """{"terms":["mars"]}""", text));
    }

    [Fact]
    public void Hits_TakeWholeCharacters_AlsoThoseOfTwoUnits()
    {
        Assert.Equal([new PolicyHit("lexicon:p", 3, "😀 buy", "/part/content", 3, 6)], Hits("lexicon", """{"terms":["😀 buy"]}""", Said("𠮷 😀 buy")));
        Assert.Equal([new PolicyHit("lexicon:p", 3, "𠮷野", "/part/content", 2, 3)], Hits("lexicon", """{"terms":["𠮷野"]}""", Said("私𠮷野家".Replace("私", "私は", StringComparison.Ordinal))));
        // Halves of pairs are what an expression may match; the marks are whole.
        Assert.Equal([(0, 2), (2, 2)], Hits("dlp", """{"expressions":[{"name":"any","pattern":"[\\uD83D]"}]}""", Said("😀😀")).Select(h => (h.Start, h.Length)));
    }

    [Theory]
    [InlineData("رقم 4111", "[محذوف]")]
    [InlineData("番号は 4111", "[削除]")]
    [InlineData("号码 4111", "[已删除]")]
    [InlineData("number 4111", "[removed]")]
    [InlineData("4111", "[removed]")]
    public void Mask_IsOfTheScriptThatIsWritten(string text, string mask)
    {
        Assert.Equal(mask, new RedactionMask(JsonElement.Parse("""{"mask":{"Arab":"[محذوف]","Jpan":"[削除]","Hani":"[已删除]","*":"[removed]"}}""")).For(text));
        Assert.Equal(RedactionMask.Default, new RedactionMask(JsonElement.Parse("{}")).For(text));
    }

    private static string Said(string text) => new System.Text.Json.Nodes.JsonObject
    {
        ["part"] = new System.Text.Json.Nodes.JsonObject { ["cardinality"] = "single", ["contentType"] = "text/plain", ["content"] = text },
    }.ToJsonString();

    private static IReadOnlyList<PolicyHit> Hits(string kind, string settings, string content)
    {
        var version = Version(kind, "flag", settings);
        return PolicyHits.Of(version, PolicyHits.FinderOf(version)!, "message", JsonElement.Parse(content));
    }

    private static PolicyOutcome Evaluate(string kind, string action, string settings, string content)
    {
        var element = JsonElement.Parse(content);
        var input = Story.Event(Story.Person("alice"), [Story.Person("bob")]) with { Content = element, Text = WrittenText.Of("message", element) };
        return Kind(kind).Compile(Version(kind, action, settings)).Evaluate(in input);
    }

    private static IPolicyKind Kind(string kind) => kind switch { "lexicon" => new LexiconKind(), "dlp" => new DlpKind(), _ => new FilesKind() };

    private static PolicyVersion Version(string kind, string action, string settings) => new()
    {
        Name = "p", Kind = kind, Version = 3, Author = "paula", State = PolicyState.Effective, Action = action, Settings = JsonElement.Parse(settings),
    };
}
