using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;
using Interop.Protocol.Time;

namespace Interop.Server.Media;

/// <summary>
/// Media of events that other providers hand over (spec 15.4, 06). An event is not taken before they are here: its sender keeps it, and sends it again,
/// so that nothing of this needs a store of its own. A crash on either side loses nothing but the fetching, which the next sending begins anew.
/// </summary>
internal sealed class MediaArrivals(MediaCatalog catalog, MediaFetches fetches, ServerOptions options, TimeProvider time)
{
    /// <summary>So long a transaction waits for what may come at once, so that small files cost no second sending.</summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(1);

    /// <summary>Begins to fetch what is missing of the events, from who hands them over, and waits a moment for it.</summary>
    public async Task AskAsync(ProviderName peer, IEnumerable<FederatedEvent> events)
    {
        var under = new List<Task>();
        foreach (var ev in events)
        {
            foreach (var part in MediaParts.Of(ev.Header.Type, ev.Body!.Content))
            {
                if (IsAwaited(ev, part))
                    under.Add(fetches.Begin(peer, part));
            }
        }
        if (under.Count > 0)
            await Task.WhenAny(Task.WhenAll(under), Task.Delay(PatienceMax, time, CancellationToken.None));
    }

    /// <summary>Whether the event must be sent again, since something that it refers to is not here and can still come.</summary>
    public bool IsPending(FederatedEvent ev) => ev.Body is { } body && MediaParts.Of(ev.Header.Type, body.Content).Any(part => IsAwaited(ev, part));

    /// <summary>What is too large, not its origin's, or was not to be had for days is not waited for: the event is judged without it (see RequireMedia).</summary>
    private bool IsAwaited(FederatedEvent ev, MediaPart part) =>
        part.Id.Provider == ev.Header.Origin && part.Size <= options.Media.OctetsMax
        && WireTime.Parse(ev.Hub?.Accepted ?? ev.Header.Created) > time.GetUtcNow().AddDays(-MediaLimits.WaitDaysMax)
        && catalog.Find(part.Id.Digest) is null;
}
