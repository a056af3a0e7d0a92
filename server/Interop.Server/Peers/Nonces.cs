using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Interop.Protocol.HttpSignatures;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Peers;

/// <summary>
/// The signed requests that were taken and have not expired (spec 02), in memory and on disk. A request is acted on at once and answered only
/// when its nonce is durable; whatever it changed is committed after its nonce, never before. So a crash leaves no effect whose
/// request could be repeated.
/// </summary>
internal sealed class Nonces
{
    private readonly ConcurrentDictionary<Int128, long> taken = new();
    private readonly ConcurrentDictionary<ProviderName, int> perPeer = new();
    private readonly AppendLog log;
    private readonly TimeProvider time;
    private long sweepAt;

    public Nonces(Database database, AppendLog log, TimeProvider time)
    {
        (this.log, this.time) = (log, time);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        foreach (var (hash, expires) in database.Read(c => c.Query<(byte[], long)>("SELECT hash, expires FROM nonces WHERE expires > @now", new { now }).AsList()))
            taken[KeyOf(hash)] = expires;
    }

    /// <summary>Remembers a verified request.</summary>
    /// <param name="signature">Of the request.</param>
    /// <param name="durable">Done when it is on disk.</param>
    /// <returns>False when the request was taken before.</returns>
    public bool TryTake(MessageSignature signature, out Task durable)
    {
        durable = Task.CompletedTask;
        Sweep();
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes($"{signature.KeyId}.{signature.Nonce}"))[..16];
        var expires = signature.Expires.ToUnixTimeSeconds();
        if (!taken.TryAdd(KeyOf(hash), expires))
            return false;
        durable = log.WriteAsync(c => c.Execute("INSERT INTO nonces(hash, expires) VALUES (@hash, @expires) ON CONFLICT DO NOTHING", new { hash, expires }));
        return true;
    }

    /// <summary>Counts a request of a peer; false when too many of its requests are remembered: it is to slow down.</summary>
    public bool MayAsk(ProviderName peer)
    {
        Sweep();
        return perPeer.AddOrUpdate(peer, 1, (_, n) => n + 1) <= PeerLimits.NoncesPerPeerMax;
    }

    /// <summary>Once a minute, what has expired goes. Counts per peer begin anew every time that a signature can last.</summary>
    private void Sweep()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var due = Interlocked.Read(ref sweepAt);
        if (now < due || Interlocked.CompareExchange(ref sweepAt, now + 60, due) != due)
            return;
        foreach (var (key, expires) in taken)
        {
            if (expires <= now)
                taken.TryRemove(key, out _);
        }
        if (now / SignatureLimits.LifetimeSecondsMax != (now - 60) / SignatureLimits.LifetimeSecondsMax)
            perPeer.Clear();
        _ = log.WriteAsync(c => c.Execute("DELETE FROM nonces WHERE expires <= @now", new { now }));
    }

    private static Int128 KeyOf(byte[] hash) => System.Buffers.Binary.BinaryPrimitives.ReadInt128BigEndian(hash);
}
