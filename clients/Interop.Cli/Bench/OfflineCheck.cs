using Interop.Cli.Verification;

namespace Interop.Cli.Bench;

/// <summary>
/// After a run on the bench's own server, which was killed: every delivered message is looked for in the files, and the archive is
/// verified with the keys and a checkpoint from before.
/// </summary>
internal static class OfflineCheck
{
    public static BenchReport Run(BenchReport report, BenchOptions options, SubmitBench bench, string data, CancellationToken stop)
    {
        using var folder = new DataFolder(data);
        var check = new ArchiveCheck(options.SenderCount, options.TotalPerSender, bench.Tracker);
        foreach (var row in folder.Records(bench.ArchiveSizeBefore - 1))
        {
            if (row.Kind == "event" && row.Body is { } body)
                check.Take(row.Leaf, body);
        }
        var verified = new ArchiveVerifier(folder, new PinnedKeys(bench.Keys.Keys, isPinned: true), bench.CheckpointAfterWarmup).Run(null, stop);
        return report with
        {
            ArchiveFound = check.Found, ArchiveMissing = check.Missing, ArchiveWrong = check.Wrong, ArchiveFault = verified.Fault, ArchiveVerified = true,
            MessagesPerCommit = verified.Batches == 0 ? 0 : Math.Round(verified.Records / (double)verified.Batches, 1),
        };
    }
}
