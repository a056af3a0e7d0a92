using Interop.Protocol.Signatures;
using Xunit;

namespace Interop.Protocol.Tests.Signatures;

public sealed class JwkThumbprintTests
{
    [Fact]
    public void Thumbprint_IsThePublishedOne_OfPublishedKeys()
    {
        foreach (var item in Vectors.Cases("jwk-thumbprints"))
        {
            var jwk = item.GetProperty("jwk");
            Assert.Equal(item.Text("thumbprint"), TestKeys.ThumbprintOf(jwk, [.. item.GetProperty("required").EnumerateArray().Select(n => n.GetString()!)]));
            if (jwk.Text("kty") == "EC")
                Assert.Equal(item.Text("thumbprint"), TestKeys.Of(jwk, KeyPurposes.Event).KeyId);
        }
    }
}
