using System.Collections.Concurrent;
using System.Security.Cryptography;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;
using Interop.Server.Inbound;
using Interop.Server.Peers;

namespace Interop.Server.Media;

/// <summary>
/// Fetches media from other providers, straight to the disk: a few at a time, each digest once, again after a growing delay when it failed. Digest and
/// size are those of the event's part; what is another is thrown away. Nothing of this goes by an address in an event.
/// </summary>
internal sealed partial class MediaFetches(
    PeerClient peers, MediaFiles files, MediaCatalog catalog, MediaIntake intake, ServerOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<MediaFetches> logger) : IDisposable
{
    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(5);
    private const int KnownMax = 10_000;

    private readonly ConcurrentDictionary<(ProviderName Peer, string Digest), MediaFetch> known = new();
    private readonly ConcurrentDictionary<ProviderName, SemaphoreSlim> ofPeer = new();
    private readonly SemaphoreSlim atOnce = new(MediaLimits.FetchesAtOnceMax);

    /// <summary>Fetches it, unless that is under way or was tried just now; done when it is here or was not to be had.</summary>
    public Task Begin(ProviderName peer, MediaPart part)
    {
        if (known.Count >= KnownMax)
            Forget();
        if (known.Count >= KnownMax)
            return Task.CompletedTask;
        var fetch = known.GetOrAdd((peer, part.Id.Digest), _ => new MediaFetch());
        lock (fetch.Gate)
        {
            if (fetch.Running is { IsCompleted: false } running)
                return running;
            if (time.GetUtcNow() < fetch.NotBefore)
                return Task.CompletedTask;
            return fetch.Running = Task.Run(() => RunAsync(peer, part, fetch));
        }
    }

    public void Dispose()
    {
        atOnce.Dispose();
        foreach (var one in ofPeer.Values)
            one.Dispose();
    }

    private async Task RunAsync(ProviderName peer, MediaPart part, MediaFetch fetch)
    {
        var own = ofPeer.GetOrAdd(peer, _ => new SemaphoreSlim(MediaLimits.FetchesOfPeerMax));
        try
        {
            await own.WaitAsync(lifetime.ApplicationStopping);
            try
            {
                await atOnce.WaitAsync(lifetime.ApplicationStopping);
                try
                {
                    await FetchAsync(peer, part);
                }
                finally
                {
                    atOnce.Release();
                }
            }
            finally
            {
                own.Release();
            }
            known.TryRemove((peer, part.Id.Digest), out _);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failed)
        {
            Delay(fetch, (failed as PeerException)?.RetryAfter);
            // The peer's mistakes are the peer's; anything else is ours, and is told whole.
            LogFailed(peer.Value, failed.Message, failed is PeerException ? null : failed);
        }
    }

    private async Task FetchAsync(ProviderName peer, MediaPart part)
    {
        if (catalog.Find(part.Id.Digest) is not null)
            return;
        var (count, octets) = catalog.Unused(MediaOwner.Of(peer));
        if (count >= MediaLimits.PeerUnusedMax || octets >= MediaLimits.PeerUnusedLargestMax * options.Media.OctetsMax)
            throw new PeerException(DecisionCodes.QueueLimit, $"{peer} has sent too many files without the events that they belong to.");
        if (!files.HasRoomFor(part.Size))
            throw new PeerException(DecisionCodes.ArchiveUnavailable, "There is no room for files now.");
        await using var arriving = files.Begin();
        var download = new PeerDownload($"media/{part.Id.Digest}", part.Size, MediaLimits.WholeMax(part.Size), TimeSpan.FromSeconds(MediaLimits.GraceSeconds), arriving.WriteAsync);
        await peers.ReceiveAsync(peer, download, lifetime.ApplicationStopping);
        var media = await arriving.FinishAsync();
        if (media.Digest != part.Id.Digest)
            throw new PeerException(DecisionCodes.Malformed, $"{peer} gave other octets than the event names.");
        try
        {
            await intake.TakeAsync(media, MediaOwner.Of(peer), lifetime.ApplicationStopping);
        }
        catch (ProblemException infected) when (infected.Code == DecisionCodes.MediaInfected)
        {
            return; // that is noted: the event is judged by it when it comes again
        }
    }

    /// <summary>Exponential with full jitter; a peer that asks for more time gets it.</summary>
    private void Delay(MediaFetch fetch, TimeSpan? asked)
    {
        lock (fetch.Gate)
        {
            var bound = Math.Min(DelayMax.TotalMilliseconds, DelayMin.TotalMilliseconds * Math.Pow(2, Math.Min(fetch.Failures++, 20)));
            var delay = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)bound) + 1);
            fetch.NotBefore = time.GetUtcNow() + (asked > delay ? asked.Value : delay);
        }
    }

    /// <summary>What may be tried again need not be remembered.</summary>
    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (key, fetch) in known)
        {
            if (fetch.Running is { IsCompleted: true } && fetch.NotBefore < now)
                known.TryRemove(key, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A file of an event from {Peer} could not be fetched: {Reason} The event waits for it")]
    private partial void LogFailed(string peer, string reason, Exception? fault);
}
