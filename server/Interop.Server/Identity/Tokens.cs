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
        return principal.ValidUntil is { } expires && expires <= time.GetUtcNow() ? null : principal;
    }

    /// <summary>Makes a token; that it was made, for whom and by whom is on record before anybody has it.</summary>
    /// <param name="by">Account of who makes it.</param>
    /// <param name="wanted">What it is for.</param>
    public async Task<TokenCreated> CreateAsync(string by, NewToken wanted)
    {
        var token = Secrets.NewToken();
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("D");
        var created = WireTime.Format(time.GetUtcNow());
        await log.AppendAsync(TokenRecord.Made(id, wanted, by), (connection, _) => connection.Execute("""
            INSERT INTO tokens(id, hash, account, user_id, scopes, network, label, created, expires)
            VALUES (@id, @hash, @Account, @user, @scopes, @Network, @Label, @created, @Expires)
            """,
            new { id, hash = Secrets.Hash(token), wanted.Account, user = wanted.User?.Id, scopes = string.Join(' ', wanted.Scopes), wanted.Network, wanted.Label, created, wanted.Expires }));
        return new TokenCreated(id, token, wanted.Account, wanted.Scopes, wanted.Expires);
    }

    /// <summary>On record, and effective at once; open streams of the token are cut by their next write.</summary>
    /// <returns>False: there is no such token, or it is revoked already; then nothing is recorded.</returns>
    public async Task<bool> RevokeAsync(string by, string id)
    {
        if (database.Read(c => c.QuerySingleOrDefault<(string Account, string? Network)?>("SELECT account, network FROM tokens WHERE id=@id AND revoked IS NULL", new { id })) is not { } token)
            return false;
        var now = WireTime.Format(time.GetUtcNow());
        await log.AppendAsync(TokenRecord.Revoked(id, token.Account, token.Network, by), (connection, _) => connection.Execute("UPDATE tokens SET revoked=@now WHERE id=@id AND revoked IS NULL", new { id, now }));
        Forget(principal => principal.TokenId == id);
        return true;
    }

    /// <summary>Moves the end of all tokens of a sign-in.</summary>
    public async Task ProlongAsync(string signIn, DateTimeOffset until)
    {
        await log.WriteAsync(connection => connection.Execute("UPDATE tokens SET expires=@expires WHERE sign_in=@signIn AND revoked IS NULL", new { signIn, expires = WireTime.Format(until) }));
        foreach (var principal in cache.Values.Where(p => p.SignIn == signIn))
            principal.Prolong(until);
    }

    /// <summary>Ends a sign-in with all its tokens, at once.</summary>
    public async Task EndSignInAsync(string signIn)
    {
        var now = WireTime.Format(time.GetUtcNow());
        await log.WriteAsync(connection => connection.Execute("UPDATE tokens SET revoked=@now WHERE sign_in=@signIn AND revoked IS NULL", new { signIn, now }));
        Forget(principal => principal.SignIn == signIn);
    }

    /// <summary>Ends all sign-ins of an account.</summary>
    public async Task EndSignInsAsync(string account)
    {
        var now = WireTime.Format(time.GetUtcNow());
        await log.WriteAsync(connection => connection.Execute(
            "UPDATE tokens SET revoked=@now WHERE account=@account AND sign_in IS NOT NULL AND revoked IS NULL", new { account, now }));
        Forget(principal => principal.Account == account && principal.SignIn is not null);
    }

    private void Forget(Func<Principal, bool> which)
    {
        foreach (var (key, principal) in cache.Where(entry => which(entry.Value)))
        {
            if (cache.TryRemove(key, out _))
                principal.Revoke();
        }
    }

    /// <summary>All tokens of an account were revoked, and that is on disk: open streams end.</summary>
    public void Forget(string account)
    {
        foreach (var (key, principal) in cache)
        {
            if (principal.Account == account && cache.TryRemove(key, out _))
                principal.Revoke();
        }
    }

    private Principal? Load(byte[] hash)
    {
        var row = database.Read(connection => connection.QuerySingleOrDefault<Row>("""
            SELECT t.id, t.account, t.user_id AS UserRow, t.scopes, t.network, t.expires, t.sign_in AS SignIn
            FROM tokens t WHERE t.hash=@hash AND t.revoked IS NULL
            """, new { hash }));
        if (row is null)
            return null;
        var user = row.UserRow is { } id ? directory.Get(id) : null;
        var expires = row.Expires is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(row.Expires, CultureInfo.InvariantCulture);
        return new Principal(row.Id, row.Account, row.Scopes.Split(' '), user, row.Network, expires)
        {
            SubmitterId = user?.Id ?? SubmitterOf(row.Network),
            SignIn = row.SignIn,
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

    private sealed record Row(string Id, string Account, long? UserRow, string Scopes, string? Network, string? Expires, string? SignIn);
}
