using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Interop.Cli.Certificates;

/// <summary>A certificate authority in a folder, for development: made once, used again, trusted by nobody who is not told to.</summary>
internal sealed class DevelopmentAuthority : IDisposable
{
    public const string CertificateFile = "ca.pem";
    private const string KeyFile = "ca-key.pem";
    private const int AuthorityYears = 10;
    private const int LeafYears = 1;

    private readonly string folder;
    private readonly TimeProvider time;
    private readonly X509Certificate2 authority;

    private DevelopmentAuthority(string folder, TimeProvider time, X509Certificate2 authority) => (this.folder, this.time, this.authority) = (folder, time, authority);

    /// <summary>True when this call made it.</summary>
    public bool IsNew { get; private init; }

    /// <exception cref="UsageException">What is in the folder is not such an authority.</exception>
    public static DevelopmentAuthority Open(string folder, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        var (certificate, key) = (Path.Combine(folder, CertificateFile), Path.Combine(folder, KeyFile));
        if (!File.Exists(certificate) && !File.Exists(key))
            return new DevelopmentAuthority(folder, time, Create(certificate, key, time.GetUtcNow())) { IsNew = true };
        try
        {
            return new DevelopmentAuthority(folder, time, X509Certificate2.CreateFromPemFile(certificate, key));
        }
        catch (Exception wrong) when (wrong is CryptographicException or IOException or ArgumentException)
        {
            throw new UsageException($"'{certificate}' and '{key}' are not an authority that was made here: {wrong.Message}. Take both away to have a new one made.");
        }
    }

    /// <summary>Writes {name}.pem and {name}-key.pem, for a DNS name; loopback addresses come with localhost.</summary>
    public void Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost")
        {
            names.AddIpAddress(System.Net.IPAddress.Loopback);
            names.AddIpAddress(System.Net.IPAddress.IPv6Loopback);
        }
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var (from, until) = Times(time.GetUtcNow(), LeafYears);
        var latest = new DateTimeOffset(authority.NotAfter);
        using var leaf = request.Create(authority, from, until < latest ? until : latest, Serial());
        // The key first: who finds the certificate finds its key too.
        OwnerOnly(Path.Combine(folder, $"{name}-key.pem"), key.ExportPkcs8PrivateKeyPem());
        Public(Path.Combine(folder, $"{name}.pem"), leaf.ExportCertificatePem());
    }

    public void Dispose() => authority.Dispose();

    private static X509Certificate2 Create(string certificate, string keyFile, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Interop development authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var (from, until) = Times(now, AuthorityYears);
        var made = request.CreateSelfSigned(from, until);
        OwnerOnly(keyFile, key.ExportPkcs8PrivateKeyPem());
        Public(certificate, made.ExportCertificatePem());
        return made;
    }

    /// <summary>From an hour ago, for clocks that are behind.</summary>
    private static (DateTimeOffset From, DateTimeOffset Until) Times(DateTimeOffset now, int years) => (now.AddHours(-1), now.AddYears(years));

    /// <summary>16 random octets, positive.</summary>
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static void OwnerOnly(string path, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var staged = path + ".new";
        using (var writer = new StreamWriter(staged, options))
            writer.WriteLine(pem);
        File.Move(staged, path, overwrite: true);
    }

    private static void Public(string path, string pem)
    {
        File.WriteAllText(path + ".new", pem + "\n");
        File.Move(path + ".new", path, overwrite: true);
    }
}
