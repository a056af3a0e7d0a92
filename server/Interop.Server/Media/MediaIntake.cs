using Interop.Protocol.Decisions;
using Interop.Protocol.Media;
using Interop.Server.Inbound;

namespace Interop.Server.Media;

/// <summary>The last step of every way in: what has come as a whole is shown to the scanner, if there is one, and kept with what that says.</summary>
internal sealed class MediaIntake(MediaCatalog catalog)
{
    /// <returns>When it was kept.</returns>
    /// <exception cref="ProblemException">5.1.7: malware was found; that is noted, and the octets are not kept.</exception>
    public async Task<DateTimeOffset> TakeAsync(ArrivedMedia arrived, string owner, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var at = await catalog.KeepAsync(arrived, owner);
        return arrived.Scan?.Verdict == MediaVerdicts.Infected ? throw new ProblemException(DecisionCodes.MediaInfected) : at;
    }
}
