using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;

namespace Interop.Cli.Verification;

/// <summary>
/// Whose signatures count. Given a key file (what the server's /keys answered, kept in a safe place), only those. Given key ids, only
/// those of the folder's keys. Given neither, the folder's own, which shows that the archive is whole, not whose it is.
/// </summary>
internal sealed class PinnedKeys
{
    private readonly Dictionary<string, VerificationKey> keys;

    /// <summary>Keys of the right purposes only; others are passed over.</summary>
    public PinnedKeys(IEnumerable<JsonWebKey> keys, bool isPinned)
    {
        this.keys = keys.Select(VerificationKey.From).ToDictionary(key => key.KeyId);
        IsPinned = isPinned;
    }

    /// <summary>False when the keys came from the very folder that is to be checked.</summary>
    public bool IsPinned { get; }

    public IEnumerable<VerificationKey> All => keys.Values;

    /// <summary>The key of an id, or null.</summary>
    public VerificationKey? Find(string kid) => keys.GetValueOrDefault(kid);

    /// <param name="file">With a JSON Web Key or key set.</param>
    /// <exception cref="FormatException">The file is neither.</exception>
    public static PinnedKeys Of(string file) => new(Read(file), isPinned: true);

    /// <param name="folder">Data folder.</param>
    /// <param name="pins">Files with a JSON Web Key (Set), or key ids.</param>
    /// <exception cref="FormatException">A file is not a key, or a key id is not one of the folder's.</exception>
    public static PinnedKeys Load(string folder, IReadOnlyCollection<string> pins)
    {
        var fromFiles = pins.Where(File.Exists).SelectMany(Read).ToArray();
        var ids = pins.Where(pin => !File.Exists(pin)).ToArray();
        if (pins.Count > 0 && ids.Length == 0)
            return new PinnedKeys(fromFiles, isPinned: true);
        var own = Own(folder).ToArray();
        if (ids.FirstOrDefault(id => own.All(key => key.Kid != id)) is { } unknown)
            throw new FormatException($"'{unknown}' is neither a file nor the id of a key of this folder: the archive may be signed by somebody else");
        return ids.Length == 0 ? new PinnedKeys(own, isPinned: false) : new PinnedKeys([.. fromFiles, .. own.Where(key => ids.Contains(key.Kid))], isPinned: true);
    }

    /// <summary>What is wrong with a batch's signature, to follow "the signature …"; null when it is good.</summary>
    public string? FaultOf(SignedBatch batch, string at)
    {
        if (DetachedJws.KeyIdOf(batch.Signature, batch.Purpose) is not { } kid)
            return "is not a signature";
        if (!keys.TryGetValue(kid, out var key))
            return $"is by the key {kid}, which is not {(IsPinned ? "pinned" : "one of this folder's")}";
        if (!WireTime.TryParse(at, out var time) || !key.IsValidAt(time))
            return $"is by the key {kid}, which was not in use at {at}";
        return BatchSigner.IsSigned(batch, keys.GetValueOrDefault) ? null : "is wrong";
    }

    /// <summary>What is wrong with a signed head; null when it is good.</summary>
    public string? FaultOf(string note, out Checkpoint head)
    {
        foreach (var key in keys.Values.Where(key => key.Purpose == KeyPurposes.Checkpoint))
        {
            if (Checkpoint.TryVerify(note, key, out head))
                return null;
        }
        head = null!;
        return $"is not signed by {(IsPinned ? "a pinned key" : "this folder's key")}";
    }

    private static JsonWebKey[] ProxyKeys(string folder) => Path.Combine(folder, "keys", "proxy.json") is var file && File.Exists(file) ? Read(file) : [];

    /// <exception cref="FormatException">The file is neither a key nor a set of them.</exception>
    public static JsonWebKey[] Read(string file)
    {
        try
        {
            var text = File.ReadAllBytes(file);
            using var document = JsonDocument.Parse(text);
            return document.RootElement.TryGetProperty("keys", out _)
                ? JsonSerializer.Deserialize(text, OcipJson.Default.JsonWebKeySet)!.Keys
                : [JsonSerializer.Deserialize(text, OcipJson.Default.JsonWebKey)!];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new FormatException($"'{file}' is not a JSON Web Key or key set: {fault.Message}", fault);
        }
    }

    // The folder has the private keys; only their public halves are looked at. A compliance proxy outside has its public keys there.
    private static IEnumerable<JsonWebKey> Own(string folder)
    {
        foreach (var stamps in ProxyKeys(folder).Where(k => k.Purpose == KeyPurposes.Stamp))
            yield return stamps;
        foreach (var purpose in new[] { KeyPurposes.Event, KeyPurposes.Receipt, KeyPurposes.Checkpoint, KeyPurposes.Hub, KeyPurposes.Stamp })
        {
            var file = Path.Combine(folder, "keys", purpose + ".pem");
            // A compliance proxy signs no events; an archive of an earlier version has no keys for rooms with other providers.
            if (!File.Exists(file) && purpose is (KeyPurposes.Event or KeyPurposes.Hub or KeyPurposes.Stamp))
                continue;
            if (!File.Exists(file))
                throw new FormatException($"'{file}' does not exist: give the server's public keys with --key");
            // Later keys of a purpose have their id in the file's name.
            foreach (var path in Directory.EnumerateFiles(Path.Combine(folder, "keys"), purpose + ".*.pem").Prepend(file))
            {
                using var key = SigningKey.Import(File.ReadAllText(path), purpose);
                yield return key.PublicJwk(WireTime.Format(DateTimeOffset.UnixEpoch));
            }
        }
    }
}
