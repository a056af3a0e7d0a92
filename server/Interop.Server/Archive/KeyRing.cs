using Interop.Protocol.Signatures;
using Interop.Protocol.Time;

namespace Interop.Server.Archive;

/// <summary>
/// The keys of one purpose: the one that signs now, those that did, and at most one that is announced. Reading the present key is one
/// field read; changing is rare and under a lock.
/// </summary>
internal sealed class KeyRing : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private volatile SigningKey current;

    /// <param name="keys">At least one that is in use at <paramref name="now"/>.</param>
    /// <param name="now">The present time.</param>
    public KeyRing(IEnumerable<(SigningKey Key, JsonWebKey Jwk)> keys, DateTimeOffset now)
    {
        entries.AddRange(keys.Select(k => new Entry(k.Key, k.Jwk)));
        current = Newest(now);
    }

    /// <summary>The key that signs now.</summary>
    public SigningKey Current => current;

    /// <summary>The announced key, or null.</summary>
    public JsonWebKey? Next
    {
        get
        {
            lock (gate)
                return entries.Find(e => e.Began > entries.Find(c => c.Key == current)!.Began)?.Jwk;
        }
    }

    /// <summary>Every key, in the order in which they are or were used.</summary>
    public JsonWebKey[] Published
    {
        get
        {
            lock (gate)
                return [.. entries.OrderBy(e => e.Began).Select(e => e.Jwk)];
        }
    }

    /// <summary>The key of this id, or null.</summary>
    public JsonWebKey? Find(string kid)
    {
        lock (gate)
            return entries.Find(e => e.Jwk.Kid == kid)?.Jwk;
    }

    /// <summary>Keys that others may know longest and that still count: the present one and those before it.</summary>
    public IReadOnlyList<SigningKey> Counting(DateTimeOffset now)
    {
        lock (gate)
            return [current, .. entries.Where(e => e.Key != current && VerificationKey.From(e.Jwk).IsValidAt(now)).OrderByDescending(e => e.Began).Select(e => e.Key)];
    }

    /// <summary>Puts keys in, or new validity of keys that are in, as they were stored.</summary>
    public void Apply(IEnumerable<(SigningKey? Key, JsonWebKey Jwk)> changes, DateTimeOffset now)
    {
        lock (gate)
        {
            foreach (var (key, jwk) in changes)
            {
                var at = entries.FindIndex(e => e.Jwk.Kid == jwk.Kid);
                if (at >= 0)
                    entries[at] = new Entry(entries[at].Key, jwk);
                else
                    entries.Add(new Entry(key ?? throw new ArgumentException("a new key without its private half", nameof(changes)), jwk));
            }
            current = Newest(now);
        }
    }

    /// <summary>Takes the announced key into use when its time has come.</summary>
    public void Turn(DateTimeOffset now)
    {
        lock (gate)
            current = Newest(now);
    }

    public void Dispose()
    {
        foreach (var entry in entries)
            entry.Key.Dispose();
    }

    private SigningKey Newest(DateTimeOffset now) =>
        (entries.Where(e => e.Began <= now && e.Jwk.Revoked is null).MaxBy(e => e.Began)
            // A clock that was set back must not leave the provider without a key.
            ?? entries.Where(e => e.Jwk.Revoked is null).MinBy(e => e.Began) ?? throw new InvalidOperationException($"every key of purpose {entries[0].Jwk.Purpose} is revoked")).Key;

    private sealed class Entry(SigningKey key, JsonWebKey jwk)
    {
        public SigningKey Key { get; } = key;

        public JsonWebKey Jwk { get; } = jwk;

        public DateTimeOffset Began { get; } = WireTime.Parse(jwk.NotBefore);
    }
}
