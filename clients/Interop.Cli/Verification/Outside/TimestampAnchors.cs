using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Interop.Cli.Verification.Outside;

/// <summary>Certificates that vouch for time-stamp authorities: an authority's own, or of those who have certified it.</summary>
internal sealed class TimestampAnchors
{
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    /// <param name="files">Certificates as PEM (several in one file too) or DER.</param>
    /// <exception cref="FormatException">A file has no certificate.</exception>
    public TimestampAnchors(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            try
            {
                if (X509Certificate2.GetCertContentType(file) == X509ContentType.Cert && !File.ReadAllText(file).Contains("-----BEGIN", StringComparison.Ordinal))
                    Certificates.Add(X509CertificateLoader.LoadCertificateFromFile(file));
                else
                    Certificates.ImportFromPemFile(file);
            }
            catch (Exception fault) when (fault is CryptographicException or IOException)
            {
                throw new FormatException($"'{file}' has no certificate: {fault.Message}", fault);
            }
        }
    }

    public X509Certificate2Collection Certificates { get; } = [];

    public bool IsEmpty => Certificates.Count == 0;

    /// <summary>Why nothing here vouches for a certificate at a time, for stamping; null when something does. Nothing is asked of the network.</summary>
    /// <param name="signer">The authority's.</param>
    /// <param name="others">That the token has with it.</param>
    /// <param name="at">When it signed.</param>
    public string? FaultOf(X509Certificate2 signer, X509Certificate2Collection others, DateTimeOffset at)
    {
        // The authority's own certificate was given: that is the trust; its time and use were looked at before.
        if (Certificates.Any(known => known.RawData.AsSpan().SequenceEqual(signer.RawData)))
            return null;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Certificates);
        chain.ChainPolicy.ExtraStore.AddRange(others);
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(TimeStamping));
        return chain.Build(signer) ? null : string.Join(", ", chain.ChainStatus.Select(s => s.Status.ToString()).Distinct(StringComparer.Ordinal));
    }
}
