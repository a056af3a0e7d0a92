using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;

namespace Interop.Server.Evidence.Alarming;

/// <summary>
/// Tells a URL of the operator of each alarm and of its end, after it was archived, signed; again and again until it is answered with a status of class 2
/// (spec 08). Redirections are not followed.
/// </summary>
internal sealed partial class AlarmWebhook : BackgroundService
{
    /// <summary>Header with a detached JWS over the octets of the body, by the archive's key of purpose checkpoint.</summary>
    public const string SignatureHeader = "Ocip-Signature";

    private const int WaitingMax = 1000;
    private static readonly TimeSpan RetryMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan GiveUp = TimeSpan.FromDays(1);

    private readonly Channel<Alarm> waiting = Channel.CreateBounded<Alarm>(new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Uri? url;
    private readonly EvidenceHttp http;
    private readonly ArchiveKeys keys;
    private readonly TimeProvider time;
    private readonly ILogger<AlarmWebhook> logger;

    public AlarmWebhook(ServerOptions options, EvidenceHttp http, ArchiveKeys keys, Alarms alarms, TimeProvider time, ILogger<AlarmWebhook> logger)
    {
        (url, this.http, this.keys, this.time, this.logger) = (options.Evidence.AlarmWebhook, http, keys, time, logger);
        if (url is not null)
            alarms.Archived += alarm => waiting.Writer.TryWrite(alarm);
    }

    /// <summary>Tells the operator's address something of kind test, once, and says what came of it. It is no alarm, and no record.</summary>
    public async Task<AlarmTest> TryAsync(CancellationToken stop)
    {
        var at = WireTime.Format(time.GetUtcNow());
        if (url is null)
            return new AlarmTest(at, Told: false, Detail: "The server was started without --alarm-webhook: nobody is told of alarms.");
        try
        {
            var status = await PostAsync(url, new AlarmView { Kind = "test", Subject = "webhook", Detail = "This is a try: nothing is wrong.", RaisedAt = at }, stop);
            var told = status is >= 200 and < 300;
            return new AlarmTest(at, told, url.Authority, status, told ? null : $"It answered {status}; a status of class 2 is needed.");
        }
        catch (IOException failed)
        {
            return new AlarmTest(at, Told: false, url.Authority, Detail: failed.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (url is null)
            return;
        try
        {
            await foreach (var alarm in waiting.Reader.ReadAllAsync(stoppingToken))
                await TellAsync(url, alarm, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not told stands in the archive, and at its endpoint.
            return;
        }
    }

    private async Task TellAsync(Uri to, Alarm alarm, CancellationToken stop)
    {
        var begun = time.GetTimestamp();
        for (var wait = RetryMin; time.GetElapsedTime(begun) < GiveUp; wait = wait * 2 < RetryMax ? wait * 2 : RetryMax)
        {
            try
            {
                var status = await PostAsync(to, AlarmEndpoints.View(alarm), stop);
                if (status is >= 200 and < 300)
                    return;
                LogNotTold(to.Host, $"it answered {status}");
            }
            catch (IOException failed)
            {
                LogNotTold(to.Host, failed.Message);
            }
            await Task.Delay(wait, time, stop);
        }
    }

    private async Task<int> PostAsync(Uri to, AlarmView alarm, CancellationToken stop)
    {
        var octets = JsonSerializer.SerializeToUtf8Bytes(alarm, OcipJson.Default.AlarmView);
        using var body = new ByteArrayContent(octets);
        body.Headers.Add(SignatureHeader, DetachedJws.Sign(keys.Checkpoint, octets));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return (await http.PostAsync(to, body, 64 * 1024, stop)).Status;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Host} could not be told of an alarm: {Reason}")]
    private partial void LogNotTold(string host, string reason);
}
