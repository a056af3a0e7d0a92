using System.Buffers;
using System.Collections.Concurrent;
using Interop.Protocol.Decisions;
using Interop.Protocol.Media;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Media;

/// <summary>Takes a file of a person in, in one request (spec 13, 15): to the disk as it comes, bounded in size, time, number and by what the disk has free.</summary>
internal sealed class MediaUploads(MediaFiles files, MediaIntake intake, MediaQuota quota, ServerOptions options)
{
    private const int BufferOctets = 64 * 1024;
    private const int LookAtDiskEvery = 16 * 1024 * 1024;
    private readonly ConcurrentDictionary<long, int> underWay = new();

    /// <exception cref="ProblemException">5.3.0 for personal personas, 5.5.5 too large, 4.2.0 too many, 4.1.0 no room on the disk, 5.5.0 nothing in it, 5.1.7 malware, 4.1.1 no scanner.</exception>
    public async Task<MediaView> TakeAsync(HttpContext context, User user)
    {
        var announced = context.Request.ContentLength;
        if (underWay.AddOrUpdate(user.Id, 1, (_, count) => count + 1) > MediaLimits.UploadsAtOnceMax)
        {
            Leave(user);
            throw new ProblemException(DecisionCodes.QueueLimit, $"At most {MediaLimits.UploadsAtOnceMax} files at the same time.");
        }
        try
        {
            quota.Check(user, announced);
            MediaQuota.Bound(context, options.Media.OctetsMax);
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
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        var looked = 0L;
        int read;
        try
        {
            while ((read = await context.Request.Body.ReadAsync(buffer, limit.Token)) > 0)
            {
                if (arriving.Size + read > options.Media.OctetsMax)
                    throw quota.TooLarge();
                await arriving.WriteAsync(buffer.AsMemory(0, read), limit.Token);
                if (arriving.Size - looked < LookAtDiskEvery)
                    continue;
                looked = arriving.Size;
                quota.CheckDisk(BufferOctets);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new ProblemException(DecisionCodes.Malformed, "The file came too slowly.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
        if (arriving.Size == 0)
            throw new ProblemException(DecisionCodes.Malformed, "The body is empty: a file has one octet at least.");
    }

    private void Leave(User user)
    {
        if (underWay.AddOrUpdate(user.Id, 0, (_, count) => count - 1) == 0)
            underWay.TryRemove(new KeyValuePair<long, int>(user.Id, 0));
    }
}
