using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Directories;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Peers;

/// <summary>Directories and keys of peers on disk, so that a restart needs no network and old events can be verified for as long as they are kept.</summary>
internal sealed class PeerStore(Database database, AppendLog log)
{
    public PeerDirectory? Load(ProviderName provider)
    {
        var row = database.Read(c => c.QuerySingleOrDefault<Row>("SELECT document, fetched, signed_by AS SignedBy FROM peer_directories WHERE provider=@provider", new { provider = provider.Value }));
        if (row is null)
            return null;
        var signed = JsonSerializer.Deserialize(row.Document, OcipJson.Default.SignedDirectory)!;
        return new PeerDirectory(signed.Directory.Deserialize(OcipJson.Default.ProviderDirectory)!, KeysOf(provider), WireTime.Parse(row.Fetched), row.SignedBy);
    }

    /// <summary>Every key that a peer ever had, also when its directory is not kept any more.</summary>
    public IReadOnlyDictionary<string, VerificationKey> KeysOf(ProviderName provider) => Stored(provider).ToDictionary(k => k.Kid, VerificationKey.From, StringComparer.Ordinal);

    public long Count() => database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM peer_directories"));

    /// <summary>Keeps an accepted directory. A key that is trusted for the first time is a record: who relied on what can be shown later.</summary>
    public async Task<PeerDirectory> SaveAsync(ProviderName provider, byte[] octets, VerifiedDirectory verified, DateTimeOffset now, string trust)
    {
        var keys = Merge(Stored(provider), verified.Document).Take(PeerLimits.KeysPerPeerMax).ToList();
        void Write(Microsoft.Data.Sqlite.SqliteConnection connection)
        {
            connection.Execute("""
                INSERT INTO peer_directories(provider, document, fetched, signed_by) VALUES (@provider, @octets, @fetched, @signedBy)
                ON CONFLICT (provider) DO UPDATE SET document=excluded.document, fetched=excluded.fetched, signed_by=excluded.signed_by
                """, new { provider = provider.Value, octets, fetched = WireTime.Format(now), signedBy = verified.SignedBy });
            connection.Execute("INSERT INTO peer_keys(provider, kid, jwk) VALUES (@provider, @kid, @jwk) ON CONFLICT (provider, kid) DO UPDATE SET jwk=excluded.jwk",
                keys.Select(k => new { provider = provider.Value, kid = k.Kid, jwk = JsonSerializer.Serialize(k, OcipJson.Default.JsonWebKey) }));
        }
        if (trust.Length == 0)
        {
            await log.WriteAsync(connection =>
            {
                Write(connection);
                return 0;
            });
        }
        else
        {
            var fields = new JsonObject { ["what"] = "peer-key", ["provider"] = provider.Value, ["key"] = verified.SignedBy, ["trust"] = trust };
            await log.AppendAsync(new LogRecord(LogRecord.Policy, fields), (connection, _) => Write(connection));
        }
        return new PeerDirectory(verified.Document, keys.ToDictionary(k => k.Kid, VerificationKey.From, StringComparer.Ordinal), now, verified.SignedBy);
    }

    /// <summary>Forgets whom the peer's directory was trusted by; its keys stay, for what they signed.</summary>
    public Task ForgetAsync(ProviderName provider) => log.WriteAsync(c => c.Execute("DELETE FROM peer_directories WHERE provider=@provider", new { provider = provider.Value }));

    /// <summary>
    /// The new directory says what holds of the keys that it has; one that it has no more ended when it was issued. A revocation is never
    /// taken back. The directory's own come first: who has many keys behind itself can still announce another.
    /// </summary>
    internal static IEnumerable<JsonWebKey> Merge(IEnumerable<JsonWebKey> stored, ProviderDirectory document)
    {
        var before = stored.ToDictionary(k => k.Kid, StringComparer.Ordinal);
        // A directory that lists a key twice is refused before it comes here (DirectoryCheck).
        foreach (var now in document.Keys.Concat(document.Compliance.Proxies.SelectMany(p => p.Keys)).Where(k => KeyPurposes.All.Contains(k.Purpose)).DistinctBy(k => k.Kid, StringComparer.Ordinal))
        {
            yield return before.Remove(now.Kid, out var old) && old.Revoked is { } earlier && (now.Revoked is null || string.CompareOrdinal(earlier, now.Revoked) < 0)
                ? now with { Revoked = earlier }
                : now;
        }
        foreach (var old in before.Values)
            yield return old.NotAfter is { } end && string.CompareOrdinal(end, document.Issued) <= 0 ? old : old with { NotAfter = document.Issued };
    }

    private List<JsonWebKey> Stored(ProviderName provider) =>
        [.. database.Read(c => c.Query<string>("SELECT jwk FROM peer_keys WHERE provider=@provider ORDER BY kid", new { provider = provider.Value }).AsList()).Select(jwk => JsonSerializer.Deserialize(jwk, OcipJson.Default.JsonWebKey)!)];

    private sealed record Row(byte[] Document, string Fetched, string SignedBy);
}
