using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Interop.Cli.Verification.Outside;

/// <summary>One time stamp (RFC 3161) over the octets of a head's note (spec 08).</summary>
internal static class StampedHead
{
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    /// <summary>When and by whom it was stamped, and whether a certificate that was given vouches for that.</summary>
    /// <param name="token">As the authority gave it, DER.</param>
    /// <param name="over">What must have been stamped.</param>
    /// <param name="anchors">Whom to believe; with none, nobody is asked whose certificate it is.</param>
    /// <exception cref="ArchiveFaultException">It is no token, over other octets, not signed, by a certificate that may not stamp or did not count then, or by one for which nothing given vouches.</exception>
    public static (DateTimeOffset At, string Authority) Read(byte[] token, byte[] over, TimestampAnchors anchors)
    {
        var (cms, info) = Decode(token);
        if (HashOf(info.HashAlgorithmId.Value, over) is not { } hash)
            throw new ArchiveFaultException($"is over a hash of the algorithm {info.HashAlgorithmId.Value}, which does not count");
        if (!info.GetMessageHash().Span.SequenceEqual(hash))
            throw new ArchiveFaultException("is over other octets than the checkpoint's");
        var signer = SignerOf(cms, anchors);
        var at = info.Timestamp.ToUniversalTime();
        if (at.UtcDateTime < signer.NotBefore.ToUniversalTime() || at.UtcDateTime > signer.NotAfter.ToUniversalTime())
            throw new ArchiveFaultException($"is of {at:O}, when the certificate of {signer.Subject} was not valid");
        if (signer.Extensions.OfType<X509EnhancedKeyUsageExtension>().SingleOrDefault() is not { Critical: true } use || use.EnhancedKeyUsages is not [{ Value: TimeStamping }])
            throw new ArchiveFaultException($"is signed with a certificate of {signer.Subject} that is not for time stamps");
        // And that the token names this certificate and no other. A token whose certificate may not stamp is not even read as one: hence after the rest.
        if (!Rfc3161TimestampToken.TryDecode(token, out var read, out var length) || length != token.Length || !read.VerifySignatureForHash(hash, info.HashAlgorithmId, out _, anchors.Certificates))
            throw new ArchiveFaultException($"does not name the certificate of {signer.Subject} that signed it");
        if (!anchors.IsEmpty && anchors.FaultOf(signer, cms.Certificates, at) is { } fault)
            throw new ArchiveFaultException($"is by {signer.Subject}, for which no certificate that was given vouches ({fault})");
        return (at, signer.Subject);
    }

    private static (SignedCms Cms, Rfc3161TimestampTokenInfo Info) Decode(byte[] token)
    {
        try
        {
            var cms = new SignedCms();
            cms.Decode(token);
            if (cms.ContentInfo.ContentType.Value == TstInfo && Rfc3161TimestampTokenInfo.TryDecode(cms.ContentInfo.Content, out var info, out _))
                return (cms, info);
        }
        catch (CryptographicException)
        {
            // Said below.
        }
        throw new ArchiveFaultException("is not a token of RFC 3161");
    }

    private static X509Certificate2 SignerOf(SignedCms cms, TimestampAnchors anchors)
    {
        try
        {
            cms.CheckSignature(anchors.Certificates, verifySignatureOnly: true);
        }
        catch (CryptographicException fault)
        {
            throw new ArchiveFaultException($"has a wrong signature, or not the certificate of who signed it ({fault.Message})");
        }
        return cms.SignerInfos is [{ Certificate: { } signer }] ? signer : throw new ArchiveFaultException("is not signed by one authority whose certificate is known");
    }

    /// <summary>Null: the hash is none that withstands forging.</summary>
    private static byte[]? HashOf(string? algorithm, byte[] octets) => algorithm switch
    {
        "2.16.840.1.101.3.4.2.1" => SHA256.HashData(octets),
        "2.16.840.1.101.3.4.2.2" => SHA384.HashData(octets),
        "2.16.840.1.101.3.4.2.3" => SHA512.HashData(octets),
        _ => null,
    };
}
