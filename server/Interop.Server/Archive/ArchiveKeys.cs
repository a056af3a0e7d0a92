using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Storage;

namespace Interop.Server.Archive;

/// <summary>The server's signing keys, one ring per purpose: event (the origin's signature), receipt and checkpoint (the archive's), and those of spec 02.</summary>
internal sealed class ArchiveKeys : IDisposable
{
    public const string EventPurpose = KeyPurposes.Event;
    public const string ReceiptPurpose = KeyPurposes.Receipt;
    public const string CheckpointPurpose = KeyPurposes.Checkpoint;

    private readonly Dictionary<string, KeyRing> rings = new(StringComparer.Ordinal);
    private readonly KeyRing events;
    private readonly KeyRing receipts;
    private readonly KeyRing checkpoints;
    private readonly KeyRing hubs;
    private readonly KeyRing stamps;
    private readonly KeyRing requests;
    private readonly ServerRole role;
    private readonly bool ownEngine;

    public ArchiveKeys(ServerOptions options, Database database, TimeProvider time)
    {
        Files = new KeyFiles(options.Data);
        using var connection = database.OpenWriter();
        foreach (var purpose in KeyPurposes.All)
            rings[purpose] = new KeyRing(Files.Load(connection, purpose, time), time.GetUtcNow());
        (events, receipts, checkpoints) = (rings[EventPurpose], rings[ReceiptPurpose], rings[CheckpointPurpose]);
        (hubs, stamps, requests) = (rings[KeyPurposes.Hub], rings[KeyPurposes.Stamp], rings[KeyPurposes.Request]);
        Proxy = options.OwnProxy;
        role = options.Role;
        ownEngine = options.Proxy is null;
    }

    public KeyFiles Files { get; }

    public SigningKey Event => events.Current;

    public SigningKey Receipt => receipts.Current;

    public SigningKey Checkpoint => checkpoints.Current;

    /// <summary>Signs the places that this provider gives as a hub.</summary>
    public SigningKey Hub => hubs.Current;

    /// <summary>Of a proxy, or of a provider whose policies are in this process: its decisions. Of another provider: what went on without its proxy.</summary>
    public SigningKey Stamp => stamps.Current;

    /// <summary>Signs requests to other providers and answers to theirs.</summary>
    public SigningKey Request => requests.Current;

    /// <summary>The keys of a purpose, or null when there is no such purpose.</summary>
    public KeyRing? Ring(string purpose) => rings.GetValueOrDefault(purpose);

    /// <summary>Under which name this process stamps its own decisions.</summary>
    public ProxyId Proxy { get; }

    /// <summary>What peers, clients and auditors pin: every key that was ever in use, and the announced ones. A proxy's keys name the proxy.</summary>
    public JsonWebKeySet Public() => new([.. KeyPurposes.All.Where(IsUsed).SelectMany(purpose => rings[purpose].Published.Select(key => key with { Proxy = OwnerOf(purpose) }))]);

    /// <summary>A key that is published, as it is published now; null for none.</summary>
    public JsonWebKey? Find(string kid)
    {
        foreach (var purpose in KeyPurposes.All)
        {
            if (IsUsed(purpose) && rings[purpose].Find(kid) is { } found)
                return found with { Proxy = OwnerOf(purpose) };
        }
        return null;
    }

    private bool IsUsed(string purpose) => role == ServerRole.Provider || purpose is ReceiptPurpose or CheckpointPurpose or KeyPurposes.Stamp;

    private ProxyId? OwnerOf(string purpose) => role == ServerRole.Proxy || (ownEngine && purpose == KeyPurposes.Stamp) ? Proxy : null;

    public void Dispose()
    {
        foreach (var ring in rings.Values)
            ring.Dispose();
    }
}
