using Interop.Protocol.Decisions;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Interop.Server.Media;

/// <summary>How much anybody may put in, whichever way it comes: number and octets without an event, what the disk has free, the pace.</summary>
internal sealed class MediaQuota(MediaCatalog catalog, MediaFiles files, ServerOptions options)
{
    private const int SlackOctets = 64 * 1024;

    /// <exception cref="ProblemException">5.3.0 for personal personas, 5.5.5 too large, 4.2.0 too many wait, 4.1.0 no room on the disk.</exception>
    public void Check(User user, long? announced)
    {
        if (user.Kind == User.Personal)
            throw new ProblemException(DecisionCodes.PersonaConflict, "Nothing of a personal persona is kept here.");
        if (announced > options.Media.OctetsMax)
            throw TooLarge();
        var (count, octets) = catalog.Unused(MediaOwner.Of(user));
        if (count >= MediaLimits.UnusedMax || octets >= MediaLimits.UnusedLargestMax * options.Media.OctetsMax)
            throw new ProblemException(DecisionCodes.QueueLimit, "Too many files wait for a message that refers to them; send it, or wait until they expire.");
        CheckDisk(announced ?? options.Media.OctetsMax);
    }

    /// <exception cref="ProblemException">4.1.0.</exception>
    public void CheckDisk(long octets)
    {
        if (!files.HasRoomFor(octets))
            throw new ProblemException(DecisionCodes.ArchiveUnavailable, "There is no room for files now.");
    }

    public ProblemException TooLarge() => new(DecisionCodes.TooLarge, $"A file has at most {options.Media.OctetsMax} octets.");

    /// <summary>The server's own limits are for JSON: here the size is counted while it is read, and the pace is that of files.</summary>
    public static void Bound(HttpContext context, long octetsMax)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = octetsMax + SlackOctets; // more is not even read to be thrown away
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = new MinDataRate(MediaLimits.OctetsPerSecondMin, TimeSpan.FromSeconds(MediaLimits.GraceSeconds));
    }
}
