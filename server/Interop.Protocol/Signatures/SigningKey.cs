using System.Security.Cryptography;
using Interop.Protocol.Encoding;

namespace Interop.Protocol.Signatures;

/// <summary>A P-256 key pair with the one purpose that it signs for (spec 08). Thread-safe.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly Lock gate = new();
    private readonly ECDsa key;
    private readonly ECParameters publicKey;

    private SigningKey(ECDsa key, string purpose)
    {
        this.key = key;
        publicKey = key.ExportParameters(includePrivateParameters: false);
        Purpose = purpose;
        KeyId = Thumbprint.Of(publicKey.Q);
    }

    /// <summary>One of <see cref="KeyPurposes"/>.</summary>
    public string Purpose { get; }

    /// <summary>RFC 7638 SHA-256 thumbprint, base64url, 43 characters.</summary>
    public string KeyId { get; }

    /// <summary>Makes a new key pair.</summary>
    public static SigningKey Create(string purpose)
    {
        KeyPurposes.RefuseUnfit(purpose);
        return new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256), purpose);
    }

    /// <summary>Reads what <see cref="ExportPkcs8Pem"/> wrote.</summary>
    /// <exception cref="FormatException">Not the private part of a P-256 key.</exception>
    public static SigningKey Import(string pem, string purpose)
    {
        KeyPurposes.RefuseUnfit(purpose);
        var imported = ECDsa.Create();
        try
        {
            imported.ImportFromPem(pem);
            if (imported.ExportParameters(includePrivateParameters: true).Curve.Oid.Value != Thumbprint.P256Oid)
                throw new FormatException("not a P-256 key");
            return new SigningKey(imported, purpose);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            imported.Dispose();
            throw new FormatException("not the PEM of a private P-256 key", fault);
        }
        catch (FormatException)
        {
            imported.Dispose();
            throw;
        }
    }

    /// <summary>PKCS #8, PEM. Whoever has it can sign: keep it out of logs.</summary>
    public string ExportPkcs8Pem()
    {
        lock (gate)
            return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>The public half, as it is published.</summary>
    /// <param name="notBefore">RFC 3339 UTC: since when the key is in use.</param>
    public JsonWebKey PublicJwk(string notBefore) => new()
    {
        X = Base64UrlText.Of(publicKey.Q.X),
        Y = Base64UrlText.Of(publicKey.Q.Y),
        Kid = KeyId,
        Purpose = Purpose,
        NotBefore = notBefore,
    };

    /// <summary>ES256 as JWS has it (RFC 7518 §3.4): R ‖ S, 64 octets.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        SignatureMeter.Made(Purpose);
        lock (gate)
            return key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>ECDSA with SHA-256 as ASN.1 DER, the form that signed notes carry.</summary>
    internal byte[] SignDer(ReadOnlySpan<byte> data)
    {
        SignatureMeter.Made(Purpose);
        lock (gate)
            return key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    internal byte[] SubjectPublicKeyInfo()
    {
        lock (gate)
            return key.ExportSubjectPublicKeyInfo();
    }

    public void Dispose() => key.Dispose();
}
