using System.Collections.Concurrent;
using Interop.Protocol.Decisions;
using Interop.Protocol.Directories;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Compliance;

namespace Interop.Server.Peers;

/// <summary>
/// The directories of other providers (spec 02): fetched, verified, cached, kept. A directory counts when a pinned key signed it, or one that
/// the last accepted directory had; without either, the first one is trusted by TLS.
/// </summary>
internal sealed partial class PeerDirectories(PeerStore store, PeerHttp http, Agreements agreements, Declarations declarations, ServerOptions options, TimeProvider time, ILogger<PeerDirectories> logger)
{
    private readonly ConcurrentDictionary<ProviderName, PeerSlot> slots = new();
    private readonly Lock strangersGate = new();
    private DateTimeOffset strangersSince;
    private int strangers;

    /// <summary>The directory of a peer, fetched when it is not known or older than a day. Null when it cannot be had, or only expired.</summary>
    public async ValueTask<PeerDirectory?> FindAsync(ProviderName provider, CancellationToken cancellationToken = default)
    {
        if (provider == options.Provider || SlotOf(provider) is not { } slot)
            return null;
        var now = time.GetUtcNow();
        if (slot.Directory is { } fresh && now < fresh.Fetched + PeerLimits.CachedFor && now < fresh.Expires)
            return fresh;
        await FetchAsync(provider, slot, force: false).WaitAsync(cancellationToken);
        return slot.Directory is { } known && time.GetUtcNow() < known.Expires ? known : null;
    }

    /// <summary>The directory of a peer as it is known now; no network. Null when it is not known, or has expired.</summary>
    public PeerDirectory? Known(ProviderName provider) => SlotOf(provider)?.Directory is { } known && time.GetUtcNow() < known.Expires ? known : null;

    /// <summary>As <see cref="FindAsync"/>, with the reason when there is none.</summary>
    /// <exception cref="PeerException">It cannot be had.</exception>
    public async ValueTask<PeerDirectory> GetAsync(ProviderName provider, CancellationToken cancellationToken = default) =>
        await FindAsync(provider, cancellationToken)
            ?? throw slots.GetValueOrDefault(provider)?.LastFault ?? new PeerException(DecisionCodes.PeerUnavailable, $"The directory of {provider} is not known.");

    /// <summary>
    /// A key of a peer by its id, those out of use included; no network. Null when no directory that was accepted had it. Its validity is
    /// the caller's to judge, at the time at which what it signed was accepted.
    /// </summary>
    public VerificationKey? Key(ProviderName provider, string keyId)
    {
        if (slots.TryGetValue(provider, out var slot) && slot.Directory is { } known)
            return known.Keys.GetValueOrDefault(keyId);
        return (store.Load(provider)?.Keys ?? store.KeysOf(provider)).GetValueOrDefault(keyId);
    }

    /// <summary>A key of a peer; when it is not known, the directory is fetched again, at most once a minute. Null when the peer has no such key.</summary>
    /// <exception cref="PeerException">4.1.2: the directory cannot be had now, so that nobody knows whether it has the key.</exception>
    public async ValueTask<VerificationKey?> KeyAsync(ProviderName provider, string keyId, CancellationToken cancellationToken = default)
    {
        if (provider == options.Provider)
            return null;
        var directory = await FindAsync(provider, cancellationToken);
        if (directory?.Keys.GetValueOrDefault(keyId) is { } known)
            return known;
        if (!slots.TryGetValue(provider, out var slot))
            throw new PeerException(DecisionCodes.PeerUnavailable, $"The directory of {provider} is not kept: too many other providers are known here.");
        if (directory is not null && MayFetchForKey(slot))
            await FetchAsync(provider, slot, force: true).WaitAsync(cancellationToken);
        if (slot.Directory?.Keys.GetValueOrDefault(keyId) is { } found)
            return found;
        return slot.LastFault is { IsTransient: true } fault
            ? throw new PeerException(DecisionCodes.PeerUnavailable, $"Whether {provider} has this key is not known now. {fault.Message}", fault)
            : null;
    }

    /// <summary>Fetches a directory now, whatever is cached.</summary>
    /// <exception cref="PeerException">It cannot be had.</exception>
    public async Task<PeerDirectory> RefreshAsync(ProviderName provider, CancellationToken cancellationToken = default)
    {
        var slot = SlotOf(provider) ?? throw new PeerException(DecisionCodes.QueueLimit, "Too many other providers are being asked for.");
        await FetchAsync(provider, slot, force: true).WaitAsync(cancellationToken);
        return slot is { LastFault: null, Directory: { } fetched } ? fetched : throw slot.LastFault!;
    }

    /// <summary>After other keys were pinned: what was trusted before does not count.</summary>
    public async Task ForgetAsync(ProviderName provider)
    {
        await store.ForgetAsync(provider);
        slots.TryRemove(provider, out _);
    }

    private bool MayFetchForKey(PeerSlot slot)
    {
        lock (slot.Gate)
        {
            if (time.GetUtcNow() < slot.LastUnknownKey + PeerLimits.UnknownKeyEvery)
                return false;
            slot.LastUnknownKey = time.GetUtcNow();
            return true;
        }
    }

    private PeerSlot? SlotOf(ProviderName provider)
    {
        if (slots.TryGetValue(provider, out var slot))
            return slot;
        if (slots.Count >= PeerLimits.PeersMax)
        {
            foreach (var (name, old) in slots.Where(s => s.Value.Directory is null))
                slots.TryRemove(new(name, old));
            if (slots.Count >= PeerLimits.PeersMax)
                return null;
        }
        return slots.GetOrAdd(provider, name => new PeerSlot(Heard(name, store.Load(name))));
    }

    private Task FetchAsync(ProviderName provider, PeerSlot slot, bool force)
    {
        lock (slot.Gate)
        {
            if (slot.Fetching is { IsCompleted: false } running)
                return running;
            if (!force && time.GetUtcNow() < slot.NotBefore)
                return Task.CompletedTask;
            if (agreements.Find(provider) is null && !MayAskStranger())
            {
                slot.LastFault ??= new PeerException(DecisionCodes.QueueLimit, "Too many unknown providers ask at once; try again later.");
                return Task.CompletedTask;
            }
            // Of nobody's request: whoever waits may go away.
            return slot.Fetching = Task.Run(() => TryAsync(provider, slot), CancellationToken.None);
        }
    }

    private async Task TryAsync(ProviderName provider, PeerSlot slot)
    {
        try
        {
            slot.Directory = Heard(provider, await FetchedAsync(provider, slot.Directory));
            lock (slot.Gate)
                (slot.Failures, slot.NotBefore, slot.LastFault) = (0, default, null);
        }
        catch (Exception fault)
        {
            LogFailed(provider, fault.Message);
            lock (slot.Gate)
            {
                slot.LastFault = fault as PeerException ?? new PeerException(DecisionCodes.PeerUnavailable, fault.Message, fault);
                var delay = PeerLimits.RetryMin * Math.Pow(2, Math.Min(slot.Failures++, 10));
                slot.NotBefore = time.GetUtcNow() + (delay < PeerLimits.RetryMax ? delay : PeerLimits.RetryMax);
            }
        }
    }

    private async Task<PeerDirectory> FetchedAsync(ProviderName provider, PeerDirectory? last)
    {
        var answer = await http.GetAsync(new Uri($"https://{provider.Value}/.well-known/ocip"), DirectoryCheck.OctetsMax, CancellationToken.None);
        var now = time.GetUtcNow();
        var pinned = agreements.Find(provider)?.Agreement.DirectoryKeys ?? [];
        var announced = last?.Document.Keys.Where(k => k.Purpose == KeyPurposes.Directory && k.Revoked is null).Select(k => k.Kid).ToArray() ?? [];
        Func<string, bool>? trusts = pinned.Length + announced.Length == 0 ? null : kid => pinned.Contains(kid, StringComparer.Ordinal) || announced.Contains(kid, StringComparer.Ordinal);
        var verified = DirectoryCheck.Verify(answer.Body, provider, now, trusts, out var fault)
            ?? throw new PeerException(DecisionCodes.Unauthenticated, $"The directory of {provider} does not count: {fault}");
        if (last is not null && WireTime.Parse(verified.Document.Issued) < WireTime.Parse(last.Document.Issued))
            throw new PeerException(DecisionCodes.Unauthenticated, $"The directory of {provider} is older than the one that is known.");
        if (last is null && agreements.Find(provider) is null && store.Count() >= PeerLimits.PeersMax)
            throw new PeerException(DecisionCodes.QueueLimit, "Too many other providers are known here.");
        var trust = last?.SignedBy == verified.SignedBy ? "" : pinned.Contains(verified.SignedBy, StringComparer.Ordinal) ? "pinned" : last is null ? "first-contact" : "announced";
        return await store.SaveAsync(provider, answer.Body, verified, now, trust);
    }

    /// <summary>Rooms show what the organisation says of its supervision.</summary>
    private PeerDirectory? Heard(ProviderName provider, PeerDirectory? directory)
    {
        if (directory is not null)
            declarations.Learn(provider, directory.Document.Compliance.Supervision);
        return directory;
    }

    /// <summary>Whoever signs with a name that we do not know makes us ask there: bounded, so that nobody sends us around.</summary>
    private bool MayAskStranger()
    {
        lock (strangersGate)
        {
            var now = time.GetUtcNow();
            if (now >= strangersSince.AddMinutes(1))
                (strangersSince, strangers) = (now, 0);
            return strangers++ < PeerLimits.StrangersPerMinute;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The directory of {Provider} could not be fetched: {Reason}")]
    private partial void LogFailed(ProviderName provider, string reason);
}
