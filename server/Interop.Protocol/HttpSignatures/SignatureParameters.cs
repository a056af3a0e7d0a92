using Interop.Protocol.Encoding;

namespace Interop.Protocol.HttpSignatures;

/// <summary>The parameters of a signature (RFC 9421 §2.3), all of which spec 02 asks for; a parameter that it does not name is refused.</summary>
internal sealed record SignatureParameters(string KeyId, string? Nonce, DateTimeOffset Created, DateTimeOffset Expires)
{
    private const string Algorithm = "ecdsa-p256-sha256";
    private const int ThumbprintOctets = 32;

    // Beyond the year 9999 there is no time to compare with.
    private const long SecondsMax = 253_402_300_799;

    public static SignatureParameters? Read(StructuredItem input, bool needsNonce, out SignatureRefusal? refusal)
    {
        refusal = Fault(input, needsNonce);
        if (refusal is not null)
            return null;
        return new SignatureParameters(
            (string)input.Parameter("keyid")!, input.Parameter("nonce") as string,
            DateTimeOffset.FromUnixTimeSeconds((long)input.Parameter("created")!), DateTimeOffset.FromUnixTimeSeconds((long)input.Parameter("expires")!));
    }

    private static SignatureRefusal? Fault(StructuredItem input, bool needsNonce)
    {
        foreach (var (name, _) in input.Parameters)
        {
            if (name is not ("created" or "expires" or "nonce" or "keyid" or "alg" or "tag"))
                return Malformed($"The parameter {name} is not known here.");
        }
        if (input.Parameter("tag") is not MessageSignature.Label)
            return new(SignatureFault.Missing, $"The signature is for something else: tag=\"{MessageSignature.Label}\" is expected.");
        if (input.Parameter("alg") is { } alg && alg is not Algorithm)
            return Malformed($"The algorithm is {Algorithm}.");
        if (input.Parameter("keyid") is not string keyId || !Base64UrlText.TryDecode(keyId, ThumbprintOctets, out _))
            return Malformed("keyid is the RFC 7638 thumbprint of the key.");
        if (input.Parameter("created") is not (long and >= 0 and <= SecondsMax) || input.Parameter("expires") is not (long and >= 0 and <= SecondsMax))
            return Malformed("created and expires are whole seconds since 1970.");
        var seconds = (long)input.Parameter("expires")! - (long)input.Parameter("created")!;
        if (seconds is <= 0 or > SignatureLimits.LifetimeSecondsMax)
            return new(SignatureFault.Lifetime, $"expires is at most {SignatureLimits.LifetimeSecondsMax} seconds after created.");
        var nonce = input.Parameter("nonce");
        if (nonce is null)
            return needsNonce ? Malformed("A request has a nonce.") : null;
        return nonce is string text && Base64UrlText.TryDecode(text, out var octets) && octets.Length is >= SignatureLimits.NonceOctetsMin and <= SignatureLimits.NonceOctetsMax
            ? null
            : Malformed($"nonce is base64url of {SignatureLimits.NonceOctetsMin} to {SignatureLimits.NonceOctetsMax} octets.");
    }

    private static SignatureRefusal Malformed(string detail) => new(SignatureFault.Malformed, detail);
}
