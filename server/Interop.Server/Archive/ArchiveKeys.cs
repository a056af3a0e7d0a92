using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Identity;

namespace Interop.Server.Archive;

/// <summary>
/// The server's signing keys, one per purpose, in {data}/keys (readable by the owner only): event (the origin's signature),
/// receipt and checkpoint (the archive's).
/// </summary>
internal sealed class ArchiveKeys : IDisposable
{
    public const string EventPurpose = "event";
    public const string ReceiptPurpose = "receipt";
    public const string CheckpointPurpose = "checkpoint";

    private readonly Dictionary<string, string> notBefore = [];

    public ArchiveKeys(ServerOptions options, TimeProvider time)
    {
        var folder = Path.Combine(options.Data, "keys");
        System.IO.Directory.CreateDirectory(folder);
        Event = LoadOrCreate(folder, EventPurpose, time);
        Receipt = LoadOrCreate(folder, ReceiptPurpose, time);
        Checkpoint = LoadOrCreate(folder, CheckpointPurpose, time);
        Hub = LoadOrCreate(folder, KeyPurposes.Hub, time);
        Stamp = LoadOrCreate(folder, KeyPurposes.Stamp, time);
    }

    public SigningKey Event { get; }

    public SigningKey Receipt { get; }

    public SigningKey Checkpoint { get; }

    /// <summary>Signs the places that this provider gives as a hub.</summary>
    public SigningKey Hub { get; }

    /// <summary>Signs the decisions of the proxy in this process.</summary>
    public SigningKey Stamp { get; }

    /// <summary>What peers, clients and auditors pin.</summary>
    public JsonWebKeySet Public() => new(
    [
        Event.PublicJwk(notBefore[EventPurpose]), Receipt.PublicJwk(notBefore[ReceiptPurpose]), Checkpoint.PublicJwk(notBefore[CheckpointPurpose]), Hub.PublicJwk(notBefore[KeyPurposes.Hub]),
        Stamp.PublicJwk(notBefore[KeyPurposes.Stamp]),
    ]);

    public void Dispose()
    {
        Event.Dispose();
        Receipt.Dispose();
        Checkpoint.Dispose();
        Hub.Dispose();
        Stamp.Dispose();
    }

    private SigningKey LoadOrCreate(string folder, string purpose, TimeProvider time)
    {
        var path = Path.Combine(folder, purpose + ".pem");
        if (!File.Exists(path))
        {
            using var created = SigningKey.Create(purpose);
            PrivateFile.Write(path, created.ExportPkcs8Pem());
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        }
        notBefore[purpose] = WireTime.Format(new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero));
        return SigningKey.Import(File.ReadAllText(path), purpose);
    }
}
