using System.Security.Cryptography;
using Interop.Protocol.Encoding;

namespace Interop.Protocol.Signatures;

/// <summary>Key ids: the RFC 7638 thumbprint of a P-256 key.</summary>
internal static class Thumbprint
{
    public const string P256Oid = "1.2.840.10045.3.1.7";

    public static string Of(ECPoint point) => Of(Base64UrlText.Of(point.X), Base64UrlText.Of(point.Y));

    /// <summary>base64url(SHA-256) of the required members in lexicographic order, without white space.</summary>
    public static string Of(string x, string y) =>
        Base64UrlText.Of(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
}
