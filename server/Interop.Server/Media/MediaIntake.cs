using Interop.Protocol.Decisions;
using Interop.Protocol.Media;
using Interop.Protocol.Time;
using Interop.Server.Inbound;
using Interop.Server.Media.Scanning;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Media;

/// <summary>The last step of every way in: what has come as a whole is shown to the scanner, if there is one, and kept with what that says.</summary>
internal sealed partial class MediaIntake(MediaCatalog catalog, MediaFiles files, ServerOptions options, TimeProvider time, ILogger<MediaIntake> logger)
{
    private readonly IMediaScanner? scanner = options.Media.Scanner is { } address ? new ClamdScanner(address, time) : null;

    /// <param name="arrived">What has come.</param>
    /// <param name="owner">Whose it is until an event refers to it.</param>
    /// <param name="stop">Ends early; nothing is kept then.</param>
    /// <param name="also">Changes in the commit that keeps it.</param>
    /// <returns>When it was kept.</returns>
    /// <exception cref="ProblemException">5.1.7: malware was found; that is noted, and the octets are not kept. 4.1.1: the scanner is away, and nothing goes in without it.</exception>
    public async Task<DateTimeOffset> TakeAsync(ArrivedMedia arrived, string owner, CancellationToken stop, Action<SqliteConnection>? also = null)
    {
        var scan = scanner is null ? null : await ScanAsync(scanner, arrived, stop);
        stop.ThrowIfCancellationRequested();
        var at = await catalog.KeepAsync(arrived with { Scan = scan }, owner, also);
        if (scan?.Verdict != MediaVerdicts.Infected)
            return at;
        LogInfected(owner, scan.Signature, scan.Scanner);
        throw new ProblemException(DecisionCodes.MediaInfected, DetailOf(scan));
    }

    /// <summary>What is told, and archived with the refusal of an event.</summary>
    public static string DetailOf(MediaScan scan) => $"A scanner found malware in a file: {scan.Signature} ({scan.Scanner}).";

    /// <summary>Of failure policy open, files go in without a verdict, and are marked so; of the others they wait with who sends them.</summary>
    private async Task<MediaScan> ScanAsync(IMediaScanner asked, ArrivedMedia arrived, CancellationToken stop)
    {
        try
        {
            await using var octets = files.Open(arrived);
            return await asked.ScanAsync(octets, stop);
        }
        catch (ScannerAwayException away)
        {
            LogAway(away.Message);
            return options.FailurePolicy == FailurePolicy.Open
                ? new MediaScan(MediaVerdicts.NotScanned, WireTime.Format(time.GetUtcNow()))
                : throw new ProblemException(DecisionCodes.ProxyUnavailable, "Files are looked at by a scanner, which is away; send it again later.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Malware in a file that {Owner} put in: {Signature} ({Scanner}); it is not kept")]
    private partial void LogInfected(string owner, string? signature, string? scanner);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No verdict on a file: {Reason}; the failure policy applies")]
    private partial void LogAway(string reason);
}
