using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol.Encoding;
using Xunit;

namespace Interop.Protocol.Tests.Sealing;

/// <summary>The vectors of sealed content are what spec 12 says, step by step; they were computed by another program.</summary>
public sealed class SealedVectorTests
{
    private static readonly JsonElement File = Vectors.Load("sealed-jwe-1");
    private static readonly byte[] ContentKey = Octets(File, "contentKey");

    public static TheoryData<string> Cases => [.. File.GetProperty("cases").EnumerateArray().Select(c => c.Text("name"))];

    [Fact]
    public void ArchiveWrap_FollowsFromContentKeyAndPublicKey()
    {
        var jwe = Jwe("good");
        foreach (var archive in File.GetProperty("archives").EnumerateArray())
        {
            var ikm = ArchiveWrap.Ikm(ContentKey, jwe.Text("protected"), archive.Text("kid"), Key(archive.GetProperty("key")));
            Assert.Equal(archive.Text("ikm"), ArchiveWrap.Text(ikm));
            Assert.True(IsReal(jwe, archive));
        }
    }

    [Fact]
    public void EachRecipient_OpensTheSameContent()
    {
        var jwe = Jwe("good");
        foreach (var recipient in File.GetProperty("devices").EnumerateArray().Concat(File.GetProperty("archives").EnumerateArray()))
        {
            var entry = Entry(jwe, recipient.Text("kid"));
            var own = Key(recipient.GetProperty("key")) with { D = Octets(recipient, "private") };
            Assert.Equal(entry.Text("encrypted_key"), ArchiveWrap.Text(ArchiveWrap.Wrap(ArchiveWrap.KeyEncryptionKey(own, Key(entry.GetProperty("header").GetProperty("epk"))), ContentKey)));
        }
        Assert.Equal(CanonicalJson.Of(File.GetProperty("inner")), Open(jwe));
    }

    [Theory, MemberData(nameof(Cases))]
    public void Case_IsJudgedAsItSays(string name)
    {
        var item = Case(name);
        Assert.True(IsSigned(item.GetProperty("content").Text("jws")));
        var jwe = Jwe(name);
        var server = new SealedServer(File).Check(jwe);
        Assert.Equal(item.GetProperty("server").GetString(), server);
        if (server is null)
            Assert.Equal(item.GetProperty("reader").GetString(), File.GetProperty("archives").EnumerateArray().All(a => IsReal(jwe, a)) ? null : "5.6.3");
    }

    internal static ECParameters Key(JsonElement jwk) => new() { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Octets(jwk, "x"), Y = Octets(jwk, "y") } };

    private static bool IsReal(JsonElement jwe, JsonElement archive)
    {
        var key = Key(archive.GetProperty("key"));
        var ephemeral = ArchiveWrap.DeriveKeyPair(ArchiveWrap.Ikm(ContentKey, jwe.Text("protected"), archive.Text("kid"), key));
        var entry = Entry(jwe, archive.Text("kid"));
        return ArchiveWrap.Point(Key(entry.GetProperty("header").GetProperty("epk"))).SequenceEqual(ArchiveWrap.Point(ephemeral))
            && Octets(entry, "encrypted_key").SequenceEqual(ArchiveWrap.Wrap(ArchiveWrap.KeyEncryptionKey(ephemeral, key), ContentKey));
    }

    private static byte[] Open(JsonElement jwe)
    {
        var ciphertext = Octets(jwe, "ciphertext");
        var plain = new byte[ciphertext.Length];
        using var aes = new AesGcm(ContentKey, 16);
        aes.Decrypt(Octets(jwe, "iv"), ciphertext, Octets(jwe, "tag"), plain, System.Text.Encoding.ASCII.GetBytes(jwe.Text("protected")));
        return plain;
    }

    private static bool IsSigned(string jws)
    {
        using var key = ECDsa.Create(Key(File.GetProperty("sender").GetProperty("signKey")));
        var dot = jws.LastIndexOf('.');
        return key.VerifyData(System.Text.Encoding.ASCII.GetBytes(jws[..dot]), Base64Url.DecodeFromChars(jws.AsSpan(dot + 1)), HashAlgorithmName.SHA256);
    }

    private static JsonElement Case(string name) => File.GetProperty("cases").EnumerateArray().Single(c => c.Text("name") == name);

    private static JsonElement Jwe(string name) => JsonDocument.Parse(Base64Url.DecodeFromChars(Case(name).GetProperty("content").Text("jws").Split('.')[1])).RootElement;

    private static JsonElement Entry(JsonElement jwe, string kid) => jwe.GetProperty("recipients").EnumerateArray().Single(r => SealedServer.KidOf(r) == kid);

    private static byte[] Octets(JsonElement element, string name) => Base64Url.DecodeFromChars(element.Text(name));
}
