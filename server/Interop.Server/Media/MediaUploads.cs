using System.Collections.Concurrent;
using Interop.Protocol.Decisions;
using Interop.Protocol.Media;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Interop.Server.Media;

/// <summary>Takes a file of a person in (spec 13, 15): to the disk as it comes, bounded in size, time, number and by what the disk has free.</summary>
internal sealed class MediaUploads(MediaCatalog catalog, MediaFiles files, MediaIntake intake, ServerOptions options)
{
    private const int BufferOctets = 64 * 1024;
    private const int LookAtDiskEvery = 16 * 1024 * 1024;
    private readonly ConcurrentDictionary<long, int> underWay = new();

    /// <exception cref="ProblemException">5.3.0 for personal personas, 5.5.5 too large, 4.2.0 too many, 4.1.0 no room on the disk, 5.5.0 nothing in it.</exception>
    public async Task<MediaView> TakeAsync(HttpContext context, User user)
    {
        if (user.Kind == User.Personal)
            throw new ProblemException(DecisionCodes.PersonaConflict, "Nothing of a personal persona is kept here.");
        var announced = context.Request.ContentLength;
        if (announced > options.Media.OctetsMax)
            throw TooLarge();
        if (underWay.AddOrUpdate(user.Id, 1, (_, count) => count + 1) > MediaLimits.UploadsAtOnceMax)
        {
            Leave(user);
            throw new ProblemException(DecisionCodes.QueueLimit, $"At most {MediaLimits.UploadsAtOnceMax} files at the same time.");
        }
        try
        {
            CheckUnused(user);
            CheckDisk(announced ?? options.Media.OctetsMax);
            Bound(context);
            await using var arriving = files.Begin();
            await ReadAsync(context, arriving);
            var media = await arriving.FinishAsync();
            var at = await intake.TakeAsync(media, MediaOwner.Of(user), context.RequestAborted);
            return new MediaView(MediaId.Of(options.Provider, media.Digest), media.Digest, media.Size, media.Type, WireTime.Format(at + options.Media.UnusedFor));
        }
        finally
        {
            Leave(user);
        }
    }

    private async Task ReadAsync(HttpContext context, MediaWriter arriving)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(MediaLimits.WholeMax(options.Media.OctetsMax));
        var buffer = new byte[BufferOctets];
        var looked = 0L;
        int read;
        try
        {
            while ((read = await context.Request.Body.ReadAsync(buffer, limit.Token)) > 0)
            {
                if (arriving.Size + read > options.Media.OctetsMax)
                    throw TooLarge();
                await arriving.WriteAsync(buffer.AsMemory(0, read), limit.Token);
                if (arriving.Size - looked < LookAtDiskEvery)
                    continue;
                looked = arriving.Size;
                CheckDisk(BufferOctets);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new ProblemException(DecisionCodes.Malformed, "The file came too slowly.");
        }
        if (arriving.Size == 0)
            throw new ProblemException(DecisionCodes.Malformed, "The body is empty: a file has one octet at least.");
    }

    /// <summary>The server's own limits are for JSON: here the size is counted while it is read, and the pace is that of files.</summary>
    private void Bound(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = options.Media.OctetsMax + BufferOctets; // more is not even read to be thrown away
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = new MinDataRate(MediaLimits.OctetsPerSecondMin, TimeSpan.FromSeconds(MediaLimits.GraceSeconds));
    }

    private void CheckUnused(User user)
    {
        var (count, octets) = catalog.Unused(MediaOwner.Of(user));
        if (count >= MediaLimits.UnusedMax || octets >= MediaLimits.UnusedLargestMax * options.Media.OctetsMax)
            throw new ProblemException(DecisionCodes.QueueLimit, "Too many files wait for a message that refers to them; send it, or wait until they expire.");
    }

    private void CheckDisk(long octets)
    {
        if (!files.HasRoomFor(octets))
            throw new ProblemException(DecisionCodes.ArchiveUnavailable, "There is no room for files now.");
    }

    private void Leave(User user)
    {
        if (underWay.AddOrUpdate(user.Id, 0, (_, count) => count - 1) == 0)
            underWay.TryRemove(new KeyValuePair<long, int>(user.Id, 0));
    }

    private ProblemException TooLarge() => new(DecisionCodes.TooLarge, $"A file has at most {options.Media.OctetsMax} octets.");
}
