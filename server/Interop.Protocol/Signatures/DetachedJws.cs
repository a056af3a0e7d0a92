using System.Text.Json;
using Interop.Protocol.Encoding;

namespace Interop.Protocol.Signatures;

/// <summary>
/// A signature beside its payload: compact JWS (RFC 7515) with the payload taken out (appendix F), header..signature. The header has
/// exactly alg (ES256), kid and typ (ocip-{purpose}+jws).
/// </summary>
public static class DetachedJws
{
    /// <summary>Most characters of header..signature.</summary>
    public const int LengthMax = 1024;

    private const int SignatureOctets = 64;
    private static readonly StrictJsonLimits HeaderLimits = new(512, 1);

    /// <summary>Signs a payload.</summary>
    public static string Sign(SigningKey key, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(key);
        var header = Base64UrlText.Of(System.Text.Encoding.UTF8.GetBytes($$"""{"alg":"ES256","kid":"{{key.KeyId}}","typ":"{{Typ(key.Purpose)}}"}"""));
        return $"{header}..{Base64UrlText.Of(key.Sign(SigningInput(header, payload)))}";
    }

    /// <summary>
    /// Whether <paramref name="jws"/> is a good signature over the payload, made for this purpose by a key of this purpose. Whether
    /// the key was valid at the time is the caller's to judge. Any input is answered; what throws is only <paramref name="keys"/>.
    /// </summary>
    /// <param name="keys">Gives the key of a kid, or null when it is unknown.</param>
    public static bool Verify(string jws, ReadOnlySpan<byte> payload, Func<string, VerificationKey?> keys, string purpose)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (!TryTakeApart(jws, purpose, out var header, out var kid, out var signature))
            return false;
        var key = keys(kid);
        return key is not null && key.KeyId == kid && key.Purpose == purpose && key.Verify(SigningInput(header, payload), signature);
    }

    /// <summary>The kid that a signature names, or null when it is not of this form or not for this purpose.</summary>
    public static string? KeyIdOf(string jws, string purpose) => TryTakeApart(jws, purpose, out _, out var kid, out _) ? kid : null;

    /// <summary>ASCII(encoded header ‖ "." ‖ BASE64URL(payload)): what is signed (RFC 7515 §5.1).</summary>
    public static byte[] SigningInput(string encodedHeader, ReadOnlySpan<byte> payload) =>
        System.Text.Encoding.ASCII.GetBytes($"{encodedHeader}.{Base64UrlText.Of(payload)}");

    private static string Typ(string purpose) => $"ocip-{purpose}+jws";

    private static bool TryTakeApart(string? jws, string purpose, out string header, out string kid, out byte[] signature)
    {
        header = kid = "";
        signature = [];
        if (jws is null || jws.Length > LengthMax)
            return false;
        var dots = jws.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0 || !Base64UrlText.TryDecode(jws.AsSpan(dots + 2), SignatureOctets, out signature))
            return false;
        header = jws[..dots];
        return Base64UrlText.TryDecode(header, out var json) && TryReadHeader(json, purpose, out kid);
    }

    private static bool TryReadHeader(byte[] json, string purpose, out string kid)
    {
        kid = "";
        try
        {
            using var document = StrictJson.Parse(json, HeaderLimits);
            var header = document.RootElement;
            // Exactly these three: whatever else stands there (crit, b64, jwk, x5u) would ask for something that is not done here.
            if (header.ValueKind != JsonValueKind.Object || header.GetPropertyCount() != 3)
                return false;
            kid = Text(header, "kid") ?? "";
            return kid.Length > 0 && Text(header, "alg") == "ES256" && Text(header, "typ") == Typ(purpose);
        }
        catch (MalformedJsonException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement header, string name) =>
        header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
