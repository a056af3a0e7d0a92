using System.Security.Cryptography;
using Interop.Protocol.Signatures;
using Xunit;

namespace Interop.Protocol.Tests.Signatures;

public sealed class SigningKeyTests
{
    [Fact]
    public void SigningKey_IsTheSame_WhenExportedAndImported()
    {
        using var made = SigningKey.Create(KeyPurposes.Receipt);
        using var read = SigningKey.Import(made.ExportPkcs8Pem(), KeyPurposes.Receipt);
        Assert.Equal(made.KeyId, read.KeyId);
        Assert.Equal(made.PublicJwk(TestKeys.NotBefore), read.PublicJwk(TestKeys.NotBefore));
        Assert.True(VerificationKey.From(made.PublicJwk(TestKeys.NotBefore)).Verify([1, 2], read.Sign([1, 2])));
        Assert.Equal(64, read.Sign([1]).Length);
    }

    [Fact]
    public void SigningKey_IsRefused_WhenThePemIsOfAnotherKind()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var made = SigningKey.Create(KeyPurposes.Event);
        using var public256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var pem in new[] { "", "no pem", p384.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), public256.ExportSubjectPublicKeyInfoPem(), made.ExportPkcs8Pem()[..100] })
            Assert.Throws<FormatException>(() => SigningKey.Import(pem, KeyPurposes.Event));
    }

    [Fact]
    public void SigningKey_HasOnePurpose_OfThoseThatThereAre()
    {
        Assert.Throws<ArgumentException>(() => SigningKey.Create("anything"));
        using var made = SigningKey.Create(KeyPurposes.Directory);
        Assert.Equal("directory", made.PublicJwk(TestKeys.NotBefore).Purpose);
        Assert.Throws<ArgumentException>(() => SigningKey.Import(made.ExportPkcs8Pem(), ""));
    }
}
