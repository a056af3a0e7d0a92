using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol.Signatures;
using Xunit;
using Utf8 = System.Text.Encoding;

namespace Interop.Protocol.Tests.Signatures;

public sealed class DetachedJwsTests
{
    private static readonly JsonElement File = Vectors.Load("jws-detached");

    [Fact]
    public void DetachedJws_Accepts_EveryGoodVector()
    {
        var key = TestKeys.Of(File.GetProperty("key"), File.Text("purpose"));
        foreach (var item in File.GetProperty("accepted").EnumerateArray())
        {
            Assert.True(DetachedJws.Verify(item.Text("jws"), Payload(), TestKeys.Ring(key), File.Text("purpose")), item.Text("why"));
            Assert.Equal(key.KeyId, DetachedJws.KeyIdOf(item.Text("jws"), File.Text("purpose")));
        }
    }

    [Fact]
    public void DetachedJws_Refuses_EveryBadVector()
    {
        var key = TestKeys.Of(File.GetProperty("key"), File.Text("purpose"));
        foreach (var item in File.GetProperty("refused").EnumerateArray())
            Assert.False(DetachedJws.Verify(item.Text("jws"), Payload(), _ => key, File.Text("purpose")), item.Text("why"));
        Assert.False(DetachedJws.Verify(null!, Payload(), _ => key, File.Text("purpose")));
    }

    [Fact]
    public void DetachedJws_HasExactlyThatHeader_WhenSigned()
    {
        using var key = SigningKey.Create(KeyPurposes.Checkpoint);
        var jws = DetachedJws.Sign(key, "x"u8);
        Assert.True(Base64UrlText.TryDecode(jws.Split("..")[0], out var header));
        Assert.Equal($$"""{"alg":"ES256","kid":"{{key.KeyId}}","typ":"ocip-checkpoint+jws"}""", Utf8.UTF8.GetString(header));
        Assert.True(DetachedJws.Verify(jws, "x"u8, TestKeys.Ring(VerificationKey.From(key.PublicJwk(TestKeys.NotBefore))), KeyPurposes.Checkpoint));
    }

    [Fact]
    public void DetachedJws_IsRefused_WhenTheKeyIsForAnotherPurpose()
    {
        using var key = SigningKey.Create(KeyPurposes.Event);
        var other = VerificationKey.From(key.PublicJwk(TestKeys.NotBefore) with { Purpose = KeyPurposes.Receipt });
        Assert.False(DetachedJws.Verify(DetachedJws.Sign(key, "x"u8), "x"u8, _ => other, KeyPurposes.Event));
        Assert.False(DetachedJws.Verify(DetachedJws.Sign(key, "x"u8), "x"u8, _ => null, KeyPurposes.Event));
    }

    private static byte[] Payload() => Utf8.UTF8.GetBytes(File.Text("payload"));
}
