using System.Collections.Concurrent;
using System.Security.Cryptography;
using Interop.Protocol.Encoding;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Protocol.Signatures;

/// <summary>The public half of a <see cref="SigningKey"/>. Thread-safe; several threads verify at once.</summary>
public sealed class VerificationKey
{
    private const int CoordinateOctets = 32;

    // ECDsa is not promised to be thread-safe, so each verification borrows one of its own.
    private readonly ConcurrentBag<ECDsa> idle = [];
    private readonly ECParameters parameters;

    private VerificationKey(JsonWebKey jwk, ECParameters parameters, ECDsa key)
    {
        this.parameters = parameters;
        KeyId = jwk.Kid;
        Purpose = jwk.Purpose;
        NotBefore = jwk.NotBefore;
        NotAfter = jwk.NotAfter;
        Revoked = jwk.Revoked;
        Proxy = jwk.Proxy;
        SubjectPublicKeyInfo = key.ExportSubjectPublicKeyInfo();
        idle.Add(key);
    }

    /// <summary>RFC 7638 thumbprint.</summary>
    public string KeyId { get; }

    public string Purpose { get; }

    /// <summary>RFC 3339 UTC.</summary>
    public string NotBefore { get; }

    /// <summary>RFC 3339 UTC, or null while in use.</summary>
    public string? NotAfter { get; }

    /// <summary>RFC 3339 UTC, or null: not valid from then on.</summary>
    public string? Revoked { get; }

    /// <summary>Of a key for stamps: the compliance proxy that it belongs to.</summary>
    public ProxyId? Proxy { get; }

    /// <summary>DER.</summary>
    internal byte[] SubjectPublicKeyInfo { get; }

    /// <summary>Checks and takes a published key.</summary>
    /// <exception cref="FormatException">Not a P-256 key, coordinates not canonical or no point of the curve, or a kid that is not its thumbprint.</exception>
    public static VerificationKey From(JsonWebKey jwk)
    {
        ArgumentNullException.ThrowIfNull(jwk);
        if (jwk.Kty != "EC" || jwk.Crv != "P-256")
            throw new FormatException("kty EC and crv P-256 expected");
        if (!Base64UrlText.TryDecode(jwk.X, CoordinateOctets, out var x) || !Base64UrlText.TryDecode(jwk.Y, CoordinateOctets, out var y))
            throw new FormatException("coordinates are base64url of 32 octets");
        if (jwk.Kid != Thumbprint.Of(jwk.X, jwk.Y))
            throw new FormatException("kid is not the RFC 7638 thumbprint of the key");
        if (!WireTime.TryParse(jwk.NotBefore, out _) || !IsTimeOrAbsent(jwk.NotAfter) || !IsTimeOrAbsent(jwk.Revoked))
            throw new FormatException("notBefore, notAfter and revoked are times of the form 2026-01-31T09:30:00.000Z");
        var point = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        try
        {
            return new VerificationKey(jwk, point, ECDsa.Create(point));
        }
        catch (CryptographicException fault)
        {
            throw new FormatException("not a point of P-256", fault);
        }
    }

    /// <summary>Whether the key was in use at that time; for a signature, the time at which it was accepted, not the time it claims.</summary>
    public bool IsValidAt(DateTimeOffset time) =>
        WireTime.Parse(NotBefore) <= time && (NotAfter is null || time <= WireTime.Parse(NotAfter)) && (Revoked is null || time < WireTime.Parse(Revoked));

    /// <summary>Whether this is a good ES256 signature (R ‖ S, 64 octets) over the data. Any input is answered, none throws.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        Verify(data, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static bool IsTimeOrAbsent(string? text) => text is null || WireTime.TryParse(text, out _);

    internal bool VerifyDer(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        Verify(data, signature, DSASignatureFormat.Rfc3279DerSequence);

    private bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, DSASignatureFormat format)
    {
        SignatureMeter.Verified(Purpose);
        if (!idle.TryTake(out var key))
            key = ECDsa.Create(parameters);
        try
        {
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, format);
        }
        catch (CryptographicException)
        {
            // Some platforms refuse an ill-formed DER signature this way instead of by false.
            return false;
        }
        finally
        {
            idle.Add(key);
        }
    }
}
