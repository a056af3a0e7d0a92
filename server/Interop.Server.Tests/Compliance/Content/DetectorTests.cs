using System.Text.Json;
using Interop.Server.Compliance.Content;
using Interop.Server.Compliance.Content.Detection;
using Interop.Server.Compliance.Content.Lexicons;
using Interop.Server.Tests.Specification;
using Xunit;

namespace Interop.Server.Tests.Compliance.Content;

/// <summary>What each detector finds and what it does not (spec 07, vectors/detectors.json), secrets, and expressions of an organisation's own.</summary>
public sealed class DetectorTests
{
    public static TheoryData<string> Numbers => [.. NumberDetectors.All.Select(n => n.Name)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Numbers_AreFoundAsTheVectorsSay(string name)
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(SpecFolder.Spec, "vectors", "detectors.json")));
        var detectors = Detectors.Compile(Only(name));
        var cases = vectors.RootElement.GetProperty("numbers").EnumerateArray().Where(one => one.GetProperty("detector").GetString() == name).ToList();
        Assert.NotEmpty(cases);
        Assert.All(cases, one => Assert.Equal(one.GetProperty("found").EnumerateArray().Select(f => f.GetString()), Found(detectors, one.GetProperty("text").GetString()!)));
    }

    [Fact]
    public void Secrets_AreFoundByTheirForm()
    {
        // Put together here, so that nothing in this file looks like one.
        var random = "q7Zr4Lx9Tn2Vb8Ks5Wd1Hf6Jm3Pc0Yg4Ra";
        var header = Convert.ToBase64String("""{"alg":"ES256","typ":"JWT"}"""u8).TrimEnd('=');
        Secret(SecretKinds.Aws, "key ", "AKIA" + "Q3EGR7XK2LMN5P4T", " there");
        Secret(SecretKinds.GitHub, "use ", "ghp_" + random + "x9", ", please");
        Secret(SecretKinds.Slack, "", "xoxb-" + "123456789012-" + random, "");
        Secret(SecretKinds.Google, "", "AIza" + random + "e", "");
        Secret(SecretKinds.Stripe, "", "sk_" + "live_" + random[..24], ".");
        Secret(SecretKinds.Jwt, "Bearer ", $"{header}.eyJzdWIiOiIxIn0.{random}", "");
        Secret(SecretKinds.PrivateKey, "look: ", "-----BEGIN EC " + "PRIVATE KEY-----\nMHcCAQEE\n-----END EC " + "PRIVATE KEY-----", " bye");
        Secret(SecretKinds.Assignment, "DB_PASSWORD = \"", "tR4!kq9Zw", "\" in prod");
        Secret(SecretKinds.Assignment, "Passwort: ", "Sommer-2031x", "");
        Secret(SecretKinds.Assignment, "client-secret=", random, "&next=1".Replace('&', ';'));
    }

    [Theory]
    [InlineData("password: please change it")]
    [InlineData("the password is in the safe")]
    [InlineData("token=${TOKEN_OF_1}")]
    [InlineData("secret: ********")]
    [InlineData("secret: https://example.org/a1")]
    [InlineData("sketch_live_1 AKIA eyJ ghp_short -----BEGIN CERTIFICATE-----")]
    [InlineData("password=aaaaaaaa1")]
    public void WhatIsNoSecret_IsNotFound(string text) => Assert.Empty(Found(Detectors.Compile(new DlpSettings { Detectors = [.. SecretKinds.All.Select(Detector)] }), text));

    [Fact]
    public void Expressions_AreFound_WithWordsNearThem()
    {
        var detectors = Detectors.Compile(new DlpSettings
        {
            Expressions = [new ExpressionSettings("project", @"\bprj-\d{4}\b", 1, IgnoreCase: true, []), new ExpressionSettings("account", @"\b\d{6}\b", 1, IgnoreCase: false, ["account", "konto*"])],
        });
        Assert.Equal(["PRJ-1234"], Found(detectors, "see PRJ-1234 of 123456"));
        Assert.Equal(["123456"], Found(detectors, "Kontonummer 123456"));
        Assert.Empty(Found(detectors, "Kontonummer" + new string(' ', 100) + "123456"));
    }

    [Theory]
    [InlineData("(a+)+\\1", "go back")]
    [InlineData("a(?=b)", "go back")]
    [InlineData("a(b", "column")]
    [InlineData("((a{99}){99}){99}", "larger")]
    [InlineData("(((((((((((x{2}){9}){9}){9}){9}){9}){9}){9}){9}){9}){9})", "larger")]
    public void Expressions_ThatAreNone_OrBombs_AreRefused(string pattern, string why)
    {
        var fault = Assert.Throws<LexiconException>(() => Detectors.Compile(new DlpSettings { Expressions = [new ExpressionSettings("x", pattern, 1, false, [])] }));
        Assert.StartsWith("/expressions/0/pattern: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HostileText_IsReadInOnePass()
    {
        var all = Detectors.Compile(All());
        foreach (var piece in (string[])["4111 1111 1111 1112 ", "1-", "eyJ", "password=", "AKIA", "-----BEGIN ", "DE00 ", "a.b:", "\u200B1"])
            Found(all, string.Concat(Enumerable.Repeat(piece, (piece == "1-" ? 50_000 : 300_000) / piece.Length)));
    }

    [Fact]
    public void TextWithoutAFinding_AllocatesNothing()
    {
        var all = Detectors.Compile(All());
        var hits = new List<TextHit>();
        const string text = "At 10:30 we met about invoice INV-48213 over 12,500 EUR; call +49 30 1234567, order 2026-11-22/17. Passport: no.";
        all.Find(text, hits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            all.Find(text, hits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(hits);
    }

    internal static DlpSettings All() => new()
    {
        Detectors = [.. NumberDetectors.All.Select(n => Detector(n.Name)), .. SecretKinds.All.Select(Detector)],
        Expressions = [new ExpressionSettings("project", @"\bPRJ-\d{6}\b", 1, false, [])],
    };

    private static DlpSettings Only(string name) => new() { Detectors = [Detector(name)] };

    private static DetectorSettings Detector(string name) => new(name, 1, null, []);

    private static void Secret(string kind, string before, string secret, string after) => Assert.Equal([secret], Found(Detectors.Compile(Only(kind)), before + secret + after));

    private static IEnumerable<string> Found(Detectors detectors, string text)
    {
        var hits = new List<TextHit>();
        detectors.Find(text, hits);
        return hits.Select(hit => text.Substring(hit.Start, hit.Length));
    }
}
