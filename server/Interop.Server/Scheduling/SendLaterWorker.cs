using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Scheduling;

/// <summary>Sends what is due, as if its sender sent it now: through the same door, judged by everything that judges an event.</summary>
internal sealed partial class SendLaterWorker(SendLater later, Submissions submissions, UserDirectory users, FaultPoints faults, TimeProvider time, ILogger<SendLaterWorker> logger) : BackgroundService
{
    private const int AtOnce = 50;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var waits = false;
                // One after the other: what one person sends to one room at one time keeps its order.
                foreach (var row in later.Due(AtOnce))
                    waits |= !await SendAsync(row);
                await (waits ? Task.Delay(Again, time, stoppingToken) : later.WaitAsync(stoppingToken));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFailed(fault);
                await Task.Delay(Again, time, stoppingToken);
            }
        }
    }

    /// <summary>False: it could not be taken now and is sent again.</summary>
    private async Task<bool> SendAsync(ScheduledRow row)
    {
        var user = users.Get(row.UserRow);
        using var principal = new Principal($"later:{row.Id}", user.UserId.Value, [Principal.Client], user, null, null) { SubmitterId = user.Id };
        SubmitResult result;
        try
        {
            var answer = await submissions.SubmitAsync(principal, new SubmitRequest(TransactionId.Parse(new Guid(row.Txn, bigEndian: true).ToString("D")), [row.Event!]));
            result = answer.Results[0];
        }
        catch (ProblemException problem)
        {
            result = new SubmitResult { Code = problem.Code.Code, Detail = problem.Message };
        }
        // A crash here: it is sent again under the same transaction id, and answered as before.
        faults.Crash(FaultPoints.SendLaterAfter);
        switch (DecisionCodes.Find(result.Code)?.Class)
        {
            case '4':
                return false;
            case '5':
                await later.RefusedAsync(row.Id, result);
                return true;
            default:
                await later.DoneAsync(row.Id);
                return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What is to be sent later could not be sent; it is tried again")]
    private partial void LogFailed(Exception fault);
}
