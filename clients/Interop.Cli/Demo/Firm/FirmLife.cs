using Interop.Cli.Generating;

namespace Interop.Cli.Demo.Firm;

/// <summary>The firm goes on while somebody looks: a few conversations at a time, at the pace of people.</summary>
internal sealed class FirmLife(FirmTraffic traffic)
{
    private const int AtOnce = 3;

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(n => TalkAsync(new Dice(traffic.Plan.Seed).Split(500 + n), stop)));

    private async Task TalkAsync(Dice dice, CancellationToken stop)
    {
        using var conversation = new FirmConversation(traffic, dice);
        Task PauseAsync() => Task.Delay(TimeSpan.FromMilliseconds(1500 + dice.Below(5000)), stop);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await conversation.RunAsync(PauseAsync, stop);
                await PauseAsync();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }
}
