using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using Interop.Protocol;

namespace Interop.Server.Evidence.Alarming;

/// <summary>Tells a URL of the operator of each alarm and of its end, after it was archived; again and again until it is answered with a status of class 2.</summary>
internal sealed partial class AlarmWebhook : BackgroundService
{
    private const int WaitingMax = 1000;
    private static readonly TimeSpan RetryMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan GiveUp = TimeSpan.FromDays(1);

    private readonly Channel<Alarm> waiting = Channel.CreateBounded<Alarm>(new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Uri? url;
    private readonly EvidenceHttp http;
    private readonly TimeProvider time;
    private readonly ILogger<AlarmWebhook> logger;

    public AlarmWebhook(ServerOptions options, EvidenceHttp http, Alarms alarms, TimeProvider time, ILogger<AlarmWebhook> logger)
    {
        (url, this.http, this.time, this.logger) = (options.Evidence.AlarmWebhook, http, time, logger);
        if (url is not null)
            alarms.Archived += alarm => waiting.Writer.TryWrite(alarm);
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
                using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(AlarmEndpoints.View(alarm), OcipJson.Default.AlarmView));
                body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                var (status, _) = await http.PostAsync(to, body, 64 * 1024, stop);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Host} could not be told of an alarm: {Reason}")]
    private partial void LogNotTold(string host, string reason);
}
