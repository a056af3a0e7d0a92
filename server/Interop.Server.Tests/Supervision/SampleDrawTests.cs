using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.ReviewApi;
using Interop.Server.Tests.Specification;
using Xunit;

namespace Interop.Server.Tests.Supervision;

/// <summary>The vectors of samples, which a program of its own has made: who has seed, terms and messages draws the same.</summary>
public sealed class SampleDrawTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SpecFolder.Spec, "vectors", "samples.json"))).RootElement;

    public static TheoryData<int> Draws => [.. Enumerable.Range(0, Vectors.GetProperty("draws").GetArrayLength())];

    [Theory, MemberData(nameof(Draws))]
    public void Draw_IsThatOfTheVectors(int number)
    {
        var draw = Vectors.GetProperty("draws")[number];
        var seed = Vectors.GetProperty("seed").GetString()!;
        Assert.True(Base64UrlText.TryDecode(seed, out var octets));
        var messages = Vectors.GetProperty("messages").EnumerateArray().Select(m => new SampleMessage(m.GetProperty("index").GetInt64(), m.GetProperty("sender").GetString()!, m.GetProperty("found").GetBoolean()));
        var plan = draw.GetProperty("plan").Deserialize(OcipJson.Default.SamplingPlan)!;

        var drawn = SampleDraw.Select(plan, octets, messages);

        Assert.Equal(draw.GetProperty("drawn").EnumerateArray().Select(i => i.GetInt64()), drawn);
        Assert.Equal(draw.GetProperty("digest").GetString(), SampleDraw.Digest(drawn));
        Assert.Equal(draw.GetProperty("commitment").GetString(), SampleDraw.Commitment(draw.GetProperty("terms"), seed));
    }

    [Theory]
    [InlineData("10.25", 102_500)]
    [InlineData("0.0001", 1)]
    [InlineData("100", 1_000_000)]
    [InlineData("0", 0)]
    [InlineData("100.1", null)]
    [InlineData("-1", null)]
    [InlineData("1.00001", null)]
    [InlineData(".5", null)]
    [InlineData("1e2", null)]
    public void Percentage_IsExact(string text, int? millionths) => Assert.Equal(millionths, SampleDraw.Millionths(text));

    [Theory]
    [InlineData("*", "lexicon:conduct", true)]
    [InlineData("*", "notice-first", false)]
    [InlineData("notice-first", "notice-first", true)]
    [InlineData("lexicon:*", "lexicon:conduct", true)]
    [InlineData("lexicon:*", "dlp:cards", false)]
    [InlineData("lexicon", "lexicon:conduct", false)]
    public void NameInAQueue_StandsFor(string pattern, string name, bool matches) => Assert.Equal(matches, SampleTerms.Matches([pattern], ["notice-first"], name));
}
