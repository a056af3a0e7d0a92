using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text;
using Dapper;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Storage;

namespace Interop.Server.Evidence.Witnessing;

/// <summary>
/// Has a time-stamp authority (RFC 3161) sign when the head of the log was there, as often as witnesses are asked: the time in the records is the
/// archive's own, and this one is not. The token is over the whole note.
/// </summary>
internal sealed partial class TimestampWorker(
    ServerOptions options, Database database, AppendLog log, EvidenceHttp http, Alarms alarms, TimeProvider time, ILogger<TimestampWorker> logger) : BackgroundService
{
    private const int AnswerOctetsMax = 256 * 1024;
    private const int NonceOctets = 16;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        if (options.Evidence.TimestampAuthority is not { } authority)
            return;
        var every = options.Evidence.WitnessEvery;
        using var look = new PeriodicTimer(every < LookEvery ? every : LookEvery, time);
        var (stamped, at) = (0L, DateTimeOffset.MinValue);
        try
        {
            while (await look.WaitForNextTickAsync(stoppingToken))
            {
                var size = log.Committed;
                if (size == 0 || size == stamped || time.GetUtcNow() < at + every)
                    continue;
                at = time.GetUtcNow();
                stamped = await StampAsync(authority, stoppingToken) ?? stamped;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Size of the head that was stamped; null when that failed: it is tried again when the next one is due.</summary>
    private async Task<long?> StampAsync(Uri authority, CancellationToken stop)
    {
        try
        {
            var (size, note) = database.Read(c => c.QuerySingle<(long, string)>("SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1"));
            var request = Rfc3161TimestampRequest.CreateFromData(Encoding.UTF8.GetBytes(note), HashAlgorithmName.SHA256, nonce: RandomNumberGenerator.GetBytes(NonceOctets), requestSignerCertificates: true);
            using var body = new ByteArrayContent(request.Encode());
            body.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            var (status, answer) = await http.PostAsync(authority, body, AnswerOctetsMax, stop);
            if (status != 200)
                throw new IOException($"It answered {status}.");
            // Refuses what is not over this request, has another nonce, or is not granted.
            var token = request.ProcessResponse(answer, out _);
            if (!token.VerifySignatureForData(Encoding.UTF8.GetBytes(note), out _))
                throw new CryptographicException("The signature of its token is wrong.");
            var cms = token.AsSignedCms().Encode();
            await log.WriteAsync(c => c.Execute("INSERT INTO timestamps(size, note, at, authority, token) VALUES (@size, @note, @at, @authority, @cms) ON CONFLICT DO NOTHING",
                new { size, note, at = WireTime.Format(token.TokenInfo.Timestamp.ToUniversalTime()), authority = authority.ToString(), cms }));
            alarms.Clear(AlarmKinds.TimestampSilent, authority.Host);
            return size;
        }
        catch (Exception fault) when (fault is IOException or CryptographicException or Microsoft.Data.Sqlite.SqliteException or InvalidOperationException)
        {
            LogNoStamp(authority.Host, fault.Message);
            alarms.Raise(AlarmKinds.TimestampSilent, authority.Host, $"The head of the log got no time stamp: {fault.Message}");
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Authority} gave no time stamp: {Reason}")]
    private partial void LogNoStamp(string authority, string reason);
}
