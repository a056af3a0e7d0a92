using Interop.Protocol.Encoding;
using Interop.Protocol.Signatures;
using Xunit;

namespace Interop.Protocol.Tests.Signatures;

public sealed class VerificationKeyTests
{
    [Fact]
    public void VerificationKey_VerifiesThePublishedSignature_OfRfc7515()
    {
        foreach (var item in Vectors.Cases("jws-es256"))
        {
            var key = TestKeys.Of(item.GetProperty("jwk"), KeyPurposes.Event);
            // Appendix F: the payload goes back between the two dots.
            var (header, signature) = item.Text("detached").Split("..") is [var h, var s] ? (h, s) : default;
            Assert.Equal(item.Text("jws"), $"{header}.{item.Text("payload")}.{signature}");
            Assert.True(Base64UrlText.TryDecode(item.Text("payload"), out var payload));
            Assert.True(Base64UrlText.TryDecode(signature, 64, out var octets));
            Assert.True(key.Verify(DetachedJws.SigningInput(header!, payload), octets));
            payload[0] ^= 1;
            Assert.False(key.Verify(DetachedJws.SigningInput(header!, payload), octets));
            Assert.False(DetachedJws.Verify(item.Text("detached"), payload, TestKeys.Ring(key), KeyPurposes.Event));
        }
    }

    [Fact]
    public void VerificationKey_IsRefused_WhenItIsNoGoodKey()
    {
        using var pair = SigningKey.Create(KeyPurposes.Event);
        var good = pair.PublicJwk(TestKeys.NotBefore);
        Assert.Equal(pair.KeyId, VerificationKey.From(good).KeyId);
        Assert.Throws<FormatException>(() => VerificationKey.From(good with { Kty = "RSA" }));
        Assert.Throws<FormatException>(() => VerificationKey.From(good with { Crv = "P-384" }));
        Assert.Throws<FormatException>(() => VerificationKey.From(good with { X = good.X + "=" }));
        Assert.Throws<FormatException>(() => VerificationKey.From(good with { X = good.X[..^2] }));
        Assert.Throws<FormatException>(() => VerificationKey.From(good with { Kid = "other" }));
        Assert.Throws<FormatException>(() => VerificationKey.From(good with { NotBefore = "today" }));
        Assert.Throws<FormatException>(() => VerificationKey.From(good with { NotAfter = "2026-01-01" }));
        var off = good with { X = Base64UrlText.Of(new byte[32]), Y = Base64UrlText.Of(new byte[32]) };
        using var json = System.Text.Json.JsonDocument.Parse($$"""{"crv":"P-256","kty":"EC","x":"{{off.X}}","y":"{{off.Y}}"}""");
        Assert.Throws<FormatException>(() => VerificationKey.From(off with { Kid = TestKeys.ThumbprintOf(json.RootElement) }));
    }

    [Fact]
    public void VerificationKey_SaysNo_WhenTheSignatureIsNoSignature()
    {
        using var pair = SigningKey.Create(KeyPurposes.Event);
        var key = VerificationKey.From(pair.PublicJwk(TestKeys.NotBefore));
        Assert.True(key.Verify([1], pair.Sign([1])));
        Assert.False(key.Verify([2], pair.Sign([1])));
        foreach (var length in new[] { 0, 1, 63, 64, 65, 1000 })
            Assert.False(key.Verify([1], new byte[length]));
    }

    [Fact]
    public void VerificationKey_IsValid_FromNotBeforeToNotAfter()
    {
        using var pair = SigningKey.Create(KeyPurposes.Event);
        var jwk = pair.PublicJwk(TestKeys.NotBefore);
        var key = VerificationKey.From(jwk with { NotAfter = "2026-06-30T00:00:00.000Z" });
        Assert.False(key.IsValidAt(new DateTimeOffset(2025, 12, 31, 23, 59, 59, TimeSpan.Zero)));
        Assert.True(key.IsValidAt(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.True(key.IsValidAt(new DateTimeOffset(2026, 6, 30, 0, 0, 0, TimeSpan.Zero)));
        Assert.False(key.IsValidAt(new DateTimeOffset(2026, 6, 30, 0, 0, 1, TimeSpan.Zero)));
        Assert.True(VerificationKey.From(jwk).IsValidAt(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void VerificationKey_Verifies_FromManyThreadsAtOnce()
    {
        using var pair = SigningKey.Create(KeyPurposes.Event);
        var key = VerificationKey.From(pair.PublicJwk(TestKeys.NotBefore));
        Assert.Equal(0, Enumerable.Range(0, 200).AsParallel().WithDegreeOfParallelism(8).Count(i =>
        {
            var data = BitConverter.GetBytes(i);
            return !key.Verify(data, pair.Sign(data)) || key.Verify([7], pair.Sign(data));
        }));
    }
}
