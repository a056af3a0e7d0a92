using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Interop.Server.Peers;

/// <summary>Certificates and keys in PEM files, with sentences for what is wrong with them.</summary>
internal static class CertificateFiles
{
    /// <summary>A server's certificate with its chain and key.</summary>
    /// <exception cref="FormatException">A file is not what it should be, or they do not belong together; the message says which and why.</exception>
    public static SslStreamCertificateContext Server(string certificate, string key)
    {
        var chain = Read("--certificate", certificate);
        try
        {
            var leaf = X509Certificate2.CreateFromPemFile(certificate, key);
            chain.RemoveAt(0);
            return SslStreamCertificateContext.Create(leaf, chain, offline: true);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            throw new FormatException($"--key: '{key}' has no private key in PEM, unencrypted, that belongs to the certificate '{certificate}': {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"--key: '{key}' cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>All certificates of a file.</summary>
    /// <exception cref="FormatException">It has none, or cannot be read.</exception>
    public static X509Certificate2Collection Read(string option, string file)
    {
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPemFile(file);
        }
        catch (Exception wrong) when (wrong is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{option}: '{file}' cannot be read as certificates in PEM: {wrong.Message}", wrong);
        }
        return read.Count > 0 ? read : throw new FormatException($"{option}: '{file}' has no certificate in PEM.");
    }
}
