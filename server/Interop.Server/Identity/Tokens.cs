using System.Collections.Concurrent;
using System.Globalization;
using Dapper;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Identity;

/// <summary>API tokens: made, looked up, revoked. Tokens in use are kept in memory, by digest.</summary>
internal sealed class Tokens(Database database, AppendLog log, UserDirectory directory, TimeProvider time)
{
    private const int CachedMax = 20_000;
    private readonly ConcurrentDictionary<string, Principal> cache = new(StringComparer.Ordinal);

    /// <summary>The principal behind a token, or null when it is unknown, revoked or expired.</summary>
    public Principal? Find(string token)
    {
        if (token.Length is < 20 or > 100)
            return null;
        var hash = Secrets.Hash(token);
        var key = Convert.ToHexString(hash);
        if (!cache.TryGetValue(key, out var principal))
        {
            principal = Load(hash);
            if (principal is null)
                return null;
            if (cache.Count >= CachedMax)
                cache.Clear();
            principal = cache.GetOrAdd(key, principal);
        }
        return principal.Expires is { } expires && expires <= time.GetUtcNow() ? null : principal;
    }

    public async Task<TokenCreated> CreateAsync(string account, string[] scopes, User? user, string? network, string? label, string? expires)
    {
        var token = Secrets.NewToken();
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("D");
        var created = WireTime.Format(time.GetUtcNow());
        await log.WriteAsync(connection => connection.Execute("""
            INSERT INTO tokens(id, hash, account, user_id, scopes, network, label, created, expires)
            VALUES (@id, @hash, @account, @user, @scopes, @network, @label, @created, @expires)
            """,
            new { id, hash = Secrets.Hash(token), account, user = user?.Id, scopes = string.Join(' ', scopes), network, label, created, expires }));
        return new TokenCreated(id, token, account, scopes, expires);
    }

    /// <summary>Effective at once; open streams of the token are cut by their next write.</summary>
    public async Task<bool> RevokeAsync(string id)
    {
        var now = WireTime.Format(time.GetUtcNow());
        var changed = await log.WriteAsync(connection =>
            connection.Execute("UPDATE tokens SET revoked=@now WHERE id=@id AND revoked IS NULL", new { id, now }));
        foreach (var (key, principal) in cache)
        {
            if (principal.TokenId == id && cache.TryRemove(key, out _))
                principal.Revoke();
        }
        return changed > 0;
    }

    private Principal? Load(byte[] hash)
    {
        var row = database.Read(connection => connection.QuerySingleOrDefault<Row>("""
            SELECT t.id, t.account, t.user_id AS UserRow, t.scopes, t.network, t.expires
            FROM tokens t WHERE t.hash=@hash AND t.revoked IS NULL
            """, new { hash }));
        if (row is null)
            return null;
        var user = row.UserRow is { } id ? directory.Get(id) : null;
        var expires = row.Expires is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(row.Expires, CultureInfo.InvariantCulture);
        return new Principal(row.Id, row.Account, row.Scopes.Split(' '), user, row.Network, expires)
        {
            SubmitterId = user?.Id ?? SubmitterOf(row.Network),
        };
    }

    /// <summary>A bridge's submissions are recognised by its network's name, whatever token it uses: a negative number made of it.</summary>
    private static long SubmitterOf(string? network)
    {
        if (network is null)
            return 0;
        var hash = 0L;
        foreach (var c in network)
            hash = ((hash * 37) + c) & 0x3FFF_FFFF_FFFF_FFFF;
        return -1 - hash;
    }

    private sealed record Row(string Id, string Account, long? UserRow, string Scopes, string? Network, string? Expires);
}
