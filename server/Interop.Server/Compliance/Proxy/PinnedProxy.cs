using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;

namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// Whose decisions count: the keys of the organisation's proxy, from a file, or of the first contact and kept in {data}/keys from then on. Which
/// they are is a record of the archive. Another key is not taken over by itself: an administrator gives it in a file.
/// </summary>
internal sealed class PinnedProxy(ServerOptions options, ProxyConnection connection, AppendLog log) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private readonly string kept = Path.Combine(options.Data, "keys", "proxy.json");
    private volatile Keys? known;

    /// <summary>Its id; before the first contact, the one that it has by default.</summary>
    public ProxyId Id => known?.Id ?? options.OwnProxy;

    /// <summary>Keys that receivers of stamps need; empty before the first contact.</summary>
    public IEnumerable<JsonWebKey> Published => known?.Stamps.Values.Select(k => k.Jwk) ?? [];

    public void Dispose() => gate.Dispose();

    /// <summary>What was kept before, without asking anybody.</summary>
    public void LoadKept()
    {
        if (options.ProxyKeys is null && File.Exists(kept))
            known = Read(File.ReadAllBytes(kept));
    }

    /// <exception cref="PolicyUnavailableException">They are not known and the proxy cannot be asked.</exception>
    public async ValueTask KnowAsync(CancellationToken stop)
    {
        if (known is not null)
            return;
        await gate.WaitAsync(stop);
        try
        {
            if (known is not null)
                return;
            var before = File.Exists(kept) ? await File.ReadAllBytesAsync(kept, stop) : null;
            var json = options.ProxyKeys is { } file ? await File.ReadAllBytesAsync(file, stop)
                : before ?? JsonSerializer.SerializeToUtf8Bytes(await connection.GetAsync("keys", OcipJson.Default.JsonWebKeySet, null, stop), OcipJson.Default.JsonWebKeySet);
            var read = Read(json);
            if (before is null || !before.AsSpan().SequenceEqual(json))
            {
                // A crash between the two: the keys are read, and recorded, once more.
                await log.AppendAsync(new LogRecord(LogRecord.Policy,
                    new JsonObject { ["what"] = "proxy", ["proxy"] = read.Id.Value, ["keys"] = JsonNode.Parse(json)!["keys"]!.DeepClone() }));
                PrivateFile.Write(kept, System.Text.Encoding.UTF8.GetString(json));
            }
            known = read;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Whether the batch is signed by the key of the proxy that the stamp names.</summary>
    public bool IsStamped(SignedBatch batch, Stamp stamp) => known is { } keys && stamp.Proxy == keys.Id && IsSigned(batch, keys.Stamps, WireTime.Parse(stamp.At));

    /// <summary>Whether the batch is signed by the proxy's archive.</summary>
    public bool IsReceipted(SignedBatch batch, DateTimeOffset at) => known is { } keys && IsSigned(batch, keys.Receipts, at);

    private static bool IsSigned(SignedBatch batch, Dictionary<string, (VerificationKey Key, JsonWebKey Jwk)> keys, DateTimeOffset at) =>
        BatchSigner.IsSigned(batch, kid => keys.TryGetValue(kid, out var found) && found.Key.IsValidAt(at) ? found.Key : null);

    private Keys Read(byte[] json)
    {
        try
        {
            var set = JsonSerializer.Deserialize(json, OcipJson.Default.JsonWebKeySet)!;
            var stamps = Of(set, KeyPurposes.Stamp);
            var ids = stamps.Values.Select(s => s.Jwk.Proxy).Distinct().ToArray();
            return ids is [{ } id] && id.Provider == options.Provider
                ? new Keys(id, stamps, Of(set, KeyPurposes.Receipt))
                : throw new FormatException($"the keys are not those of one compliance proxy of {options.Provider}");
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            throw new PolicyUnavailableException($"compliance proxy at {connection.Address} (its keys cannot be used)", fault);
        }
    }

    private static Dictionary<string, (VerificationKey Key, JsonWebKey Jwk)> Of(JsonWebKeySet set, string purpose) =>
        set.Keys.Where(k => k.Purpose == purpose).ToDictionary(k => k.Kid, k => (VerificationKey.From(k), k), StringComparer.Ordinal);

    private sealed record Keys(ProxyId Id, Dictionary<string, (VerificationKey Key, JsonWebKey Jwk)> Stamps, Dictionary<string, (VerificationKey Key, JsonWebKey Jwk)> Receipts);
}
