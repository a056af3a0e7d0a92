using Interop.Server.Delivery;
using Interop.Server.Identity;

namespace Interop.Server.Compliance.Urgency;

/// <summary>
/// Lets urgent messages out: those whose senders the policy trusts as soon as they are archived, others when an approver says so. A decision is on disk
/// before anything is released; what a crash left in between is made up for at start.
/// </summary>
internal sealed partial class UrgentReleases(UrgentRequests requests, Releases releases, ILogger<UrgentReleases> logger) : BackgroundService
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>An approver decides.</summary>
    public async Task DecideAsync(User approver, string ev, bool passes)
    {
        var row = requests.Find(approver, ev);
        if (!await requests.DecideAsync(row.Leaf, passes ? UrgentRequests.Approved : UrgentRequests.Refused, approver))
            throw new Inbound.ProblemException(Protocol.Decisions.DecisionCodes.NotFound, "Somebody has decided on it already.");
        if (passes)
            await ReleaseUnfinishedAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var looked = -1L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var row in requests.Open(looked, AtOnce))
                {
                    if (requests.PassesAtOnce(row))
                        await requests.DecideAsync(row.Leaf, UrgentRequests.Passed, null);
                    // Whose sender must be approved is looked at once: approvers ask for it themselves.
                    looked = row.Leaf;
                }
                await ReleaseUnfinishedAsync();
                await requests.CloseAsync();
                await Task.Delay(Look, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFailed(fault);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private async Task ReleaseUnfinishedAsync()
    {
        foreach (var decision in requests.Unfinished())
        {
            foreach (var user in requests.HeldFor(decision.Leaf))
                await releases.OverrideAsync(decision.Room, user, decision);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Urgent messages could not be released; it is tried again")]
    private partial void LogFailed(Exception fault);
}
