using System.Text.Json;
using Interop.Protocol.Signatures;

namespace Interop.Protocol.Tests.Signatures;

/// <summary>Keys of the vectors.</summary>
internal static class TestKeys
{
    public const string NotBefore = "2026-01-01T00:00:00.000Z";

    /// <summary>A published key, for a purpose.</summary>
    public static VerificationKey Of(JsonElement jwk, string purpose) => VerificationKey.From(new JsonWebKey
    {
        X = jwk.Text("x"),
        Y = jwk.Text("y"),
        Kid = jwk.TryGetProperty("kid", out var kid) ? kid.GetString()! : ThumbprintOf(jwk),
        Purpose = purpose,
        NotBefore = NotBefore,
    });

    /// <summary>RFC 7638, by way of the canonical form.</summary>
    public static string ThumbprintOf(JsonElement jwk, params ReadOnlySpan<string> required)
    {
        var members = required.IsEmpty ? ["crv", "kty", "x", "y"] : required;
        var text = "{" + string.Join(",", members.ToArray().Select(name => $"\"{name}\":{jwk.GetProperty(name).GetRawText()}")) + "}";
        var canonical = Protocol.Encoding.CanonicalJson.Of(System.Text.Encoding.UTF8.GetBytes(text));
        return Protocol.Encoding.Base64UrlText.Of(System.Security.Cryptography.SHA256.HashData(canonical));
    }

    public static Func<string, VerificationKey?> Ring(params VerificationKey[] keys) => kid => keys.FirstOrDefault(key => key.KeyId == kid);
}
