using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Interop.Server.Tests.Evidence;

/// <summary>A time-stamp authority's own certificate, under an authority that certifies it, and what it signs with it (RFC 3161): also what no honest one would.</summary>
internal sealed class StampMaker : IDisposable
{
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string Policy = "1.3.6.1.4.1.55555.1";
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 own;
    private readonly X509Certificate2 above;

    public StampMaker(string name = "A small time-stamp authority", bool forStamps = true)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest($"CN={name} root", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        above = root.CreateSelfSigned(From, From.AddYears(40));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(forStamps ? TimeStamping : ServerAuthentication)], critical: true));
        using var signed = request.Create(above, From, From.AddYears(30), [1, 2, 3, 4]);
        own = signed.CopyWithPrivateKey(key);
    }

    /// <summary>Of who certifies it, as PEM: what an auditor is given.</summary>
    public string Root => above.ExportCertificatePem();

    /// <summary>Its own, as PEM.</summary>
    public string Own => own.ExportCertificatePem();

    /// <param name="octets">Over what.</param>
    /// <param name="at">When.</param>
    /// <param name="nonce">As the request has it.</param>
    public byte[] Token(byte[] octets, DateTimeOffset at, ReadOnlyMemory<byte>? nonce = null) => TokenOf(SHA256.HashData(octets), at, nonce);

    public byte[] TokenOf(byte[] hash, DateTimeOffset at, ReadOnlyMemory<byte>? nonce = null)
    {
        var cms = new SignedCms(new ContentInfo(new Oid(TstInfo), Info(hash, at, nonce)));
        var signer = new CmsSigner(own) { DigestAlgorithm = new Oid(Sha256), IncludeOption = X509IncludeOption.EndCertOnly };
        signer.SignedAttributes.Add(new AsnEncodedData(SigningCertificateV2, Written(writer =>
        {
            using (writer.PushSequence())
            using (writer.PushSequence())
            using (writer.PushSequence())
                writer.WriteOctetString(SHA256.HashData(own.RawData));
        })));
        cms.ComputeSignature(signer);
        return cms.Encode();
    }

    /// <summary>What an authority answers with.</summary>
    /// <param name="token">Null: it refuses.</param>
    public static byte[] Answer(byte[]? token) => Written(writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteInteger(token is null ? 2 : 0);
            if (token is not null)
                writer.WriteEncodedValue(token);
        }
    });

    public void Dispose()
    {
        own.Dispose();
        above.Dispose();
    }

    private static byte[] Info(byte[] hash, DateTimeOffset at, ReadOnlyMemory<byte>? nonce) => Written(writer =>
    {
        using var sequence = writer.PushSequence();
        writer.WriteInteger(1);
        writer.WriteObjectIdentifier(Policy);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteObjectIdentifier(Sha256);
            writer.WriteOctetString(hash);
        }
        writer.WriteInteger(new BigInteger(RandomNumberGenerator.GetInt32(int.MaxValue)));
        writer.WriteGeneralizedTime(at, omitFractionalSeconds: true);
        if (nonce is { } number)
            writer.WriteInteger(number.Span);
    });

    private static byte[] Written(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}
