using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Demo.Firm.Work;

/// <summary>How long records are kept: those of business five years, talk of operations two weeks. What was due is ended once, and proposed again.</summary>
internal sealed class FirmSchedule(FirmDesk desk)
{
    private const string Business = "mifid.5y";
    private static readonly string[] OfBusiness = ["Trading", "Sales", "Client Service"];
    private static readonly TimeSpan DoneWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private string? ended;

    public async Task SetAsync(CancellationToken stop)
    {
        var before = await desk[FirmPost.Records].Retention.ScheduleAsync(stop);
        var business = before.Templates.First(c => c.Class == Business) with { AppliesTo = new RetentionScope(Groups: [.. OfBusiness.Select(FirmHiring.GroupName)]) };
        var operations = new RetentionClass("operations.14d", "archived", "EU GDPR 5(1)(e): no longer than it is needed", Maximum: "P14D", AppliesTo: new RetentionScope(Groups: [FirmHiring.GroupName("Operations")]));
        await desk[FirmPost.Records].Retention.SetScheduleAsync(new ScheduleRequest([.. before.Classes, business, operations]), stop);
    }

    /// <summary>What is due is ended, as a second person has approved it.</summary>
    public async Task EndDueAsync(CancellationToken stop)
    {
        var proposed = await desk[FirmPost.Records].Retention.ProposeAsync(new DispositionRequest(), stop);
        await desk[FirmPost.SecondRecords].Retention.ApproveAsync(proposed.Id, stop);
        ended = proposed.Id;
    }

    /// <summary>What has come due since is proposed, once the other is done: what ends takes the packages with it in which it is.</summary>
    public async Task ProposeAsync(CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (ended is { } id && (await desk[FirmPost.Records].Retention.DispositionAsync(id, stop)).State != "done" && TimeProvider.System.GetElapsedTime(since) < DoneWithin)
            await Task.Delay(Look, TimeProvider.System, stop);
        await desk[FirmPost.Records].Retention.ProposeAsync(new DispositionRequest(), stop);
    }
}
