using System.Diagnostics;
using Interop.Cli.Verification;

namespace Interop.Cli.Bench.Archive;

/// <summary>How fast the whole archive is verified from its files, as an outsider with the keys does it.</summary>
internal static class VerifyMeasure
{
    private const double Target = 1_000_000 / 60.0;

    /// <summary>What was wrong, or null.</summary>
    public static string? Run(Side side, FigureSheet figures, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        using var folder = new DataFolder(side.Server.Data);
        var report = new ArchiveVerifier(folder, new PinnedKeys(side.Keys.Keys, isPinned: true), null).Run(null, stop);
        figures.Add(("verify", "records, bodies decrypted", report.Records / Stopwatch.GetElapsedTime(begun).TotalSeconds, "/s"), atLeast: Target);
        return report.Fault is { } fault ? $"the archive does not verify: {fault}" : null;
    }
}
