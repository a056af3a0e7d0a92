using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Interop.Server.Peers;

/// <summary>The certificate that the server shows. When its files change they are read again; while they do not fit, the old one stays.</summary>
internal sealed partial class ServerCertificate
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private readonly string certificate;
    private readonly string key;
    private readonly TimeProvider time;
    private SslStreamCertificateContext current;
    private (DateTime Certificate, DateTime Key) written;
    private long lookedAt;

    public ServerCertificate(string certificate, string key, TimeProvider time)
    {
        (this.certificate, this.key, this.time) = (certificate, key, time);
        written = WrittenNow();
        current = CertificateFiles.Server(certificate, key);
        lookedAt = time.GetTimestamp();
    }

    /// <summary>Serves HTTPS with it.</summary>
    public void Use(HttpsConnectionAdapterOptions https, Func<ILogger?> logger)
    {
        https.ServerCertificate = current.TargetCertificate;
        https.OnAuthenticate = (_, tls) => tls.ServerCertificateContext = Current(logger());
    }

    private SslStreamCertificateContext Current(ILogger? logger)
    {
        lock (gate)
        {
            if (time.GetElapsedTime(lookedAt) < LookEvery)
                return current;
            lookedAt = time.GetTimestamp();
            var now = WrittenNow();
            if (now == written)
                return current;
            try
            {
                current = CertificateFiles.Server(certificate, key);
                written = now;
            }
            catch (FormatException wrong)
            {
                // Half of a renewal, as when only one of the files is there yet: looked at again soon.
                if (logger is not null)
                    LogKept(logger, wrong.Message);
            }
            return current;
        }
    }

    private (DateTime Certificate, DateTime Key) WrittenNow() => (File.GetLastWriteTimeUtc(certificate), File.GetLastWriteTimeUtc(key));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate's files have changed and do not fit; the old certificate stays in use. {Reason}")]
    private static partial void LogKept(ILogger logger, string reason);
}
