using System.Diagnostics;
using Interop.Cli.Verification;
using Interop.Cli.Verification.Packages;
using Interop.Client;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Bench.Archive;

/// <summary>
/// How fast the whole archive is exported with proofs: the records alone, then with each other format beside them; and how fast the package is
/// fetched and verified by somebody who has nothing else.
/// </summary>
internal sealed class ExportMeasure(OcipClient officer, PinnedKeys keys, FigureSheet figures)
{
    private const double ExportTarget = 1_000_000 / 300.0;
    private const double VerifyTarget = 1_000_000 / 60.0;

    /// <summary>The formats that there are beside the records themselves.</summary>
    public static string[] AllFormats { get; } = ["csv", "eml", "actiance", "edrm", "html"];

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <param name="folder">Where the package is put for a while.</param>
    /// <param name="beside">Formats that are measured too, each by an export of its own.</param>
    /// <param name="progress">Told how far each export is.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>What was wrong, or null.</returns>
    public async Task<string?> RunAsync(string folder, IReadOnlyList<string> beside, IProgress<string> progress, CancellationToken stop)
    {
        var (view, seconds) = await ExportAsync([], progress, stop);
        if (view.State != "done")
            return $"the export is {view.State}: {view.Detail}";
        figures.Add(("export", "records with proofs (NDJSON)", view.Records / seconds, "/s"), atLeast: ExportTarget);
        figures.Add("export", "size of the package", view.Octets / (double)Math.Max(view.Records, 1), "octets/record");
        var package = Path.Combine(folder, "bench-export.zip");
        try
        {
            if (await FetchAsync(view, package, stop) is { } fault)
                return fault;
        }
        finally
        {
            File.Delete(package);
        }
        await officer.Archive.EndExportAsync(view.Id, stop);
        foreach (var format in beside)
        {
            (view, seconds) = await ExportAsync([format], progress, stop);
            if (view.State != "done")
                return $"the export as {format} is {view.State}: {view.Detail}";
            figures.Add("export", $"with {format} beside", view.Records / seconds, "/s");
            await officer.Archive.EndExportAsync(view.Id, stop);
        }
        return null;
    }

    private async Task<(ExportView View, double Seconds)> ExportAsync(string[] formats, IProgress<string> progress, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        var view = await officer.Archive.ExportAsync(new ExportRequest("bench", formats, new ExportScope(), Media: false), stop);
        while (view.State is "queued" or "running")
        {
            await Task.Delay(LookEvery, TimeProvider.System, stop);
            view = await officer.Archive.ExportAsync(view.Id, stop);
            progress.Report($"export {string.Join(' ', formats)}: {view.Done:N0} of {view.Total:N0}");
        }
        return (view, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private async Task<string?> FetchAsync(ExportView view, string package, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        await using (var file = new FileStream(package, FileMode.Create))
            await officer.Archive.DownloadExportAsync(view.Id, file, stop);
        figures.Add("export", "fetched", view.Octets / Stopwatch.GetElapsedTime(begun).TotalSeconds / (1024 * 1024), "MiB/s");
        begun = Stopwatch.GetTimestamp();
        using var files = new ZipPackage(package);
        var report = new PackageVerifier(files, keys, new PeerKeySets([])).Run(null, stop);
        figures.Add(("export", "records of the package verified", report.Records / Stopwatch.GetElapsedTime(begun).TotalSeconds, "/s"), atLeast: VerifyTarget);
        return report.Fault is { } fault ? $"the package does not verify: {fault.Message}" : null;
    }
}
