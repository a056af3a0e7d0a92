using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.SignInApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.SignIn;

/// <summary>
/// Sign-ins: each has a token of the account's roles and one of each persona, which are renewed and end together. They are on record before they are answered.
/// </summary>
internal sealed class SignIns(IIdentitySource identities, GrantedRoles roles, UserDirectory users, Database database, AppendLog log, Tokens tokens, TimeProvider time)
{
    public async Task<SignInAnswer> SignInAsync(SignInRequest request, IPAddress? address)
    {
        var who = await identities.IdentifyAsync(request, address);
        if (who.Next == SignInAnswer.CodeRequired)
            return new SignInAnswer { State = who.Next, Account = who.Account };
        var granted = who.Next == SignInAnswer.SignedIn ? roles.Of(who.AccountRow) : [];
        var made = who.Next == SignInAnswer.SignedIn ? TokensOf(who, granted) : [New([Principal.Password], null)];
        var now = time.GetUtcNow();
        var signIn = Guid.CreateVersion7(now).ToString("D");
        var expires = WireTime.Format(EndOf(now, now, granted));
        var content = new JsonObject { ["by"] = who.Account, ["factor"] = who.Factor, ["address"] = address?.ToString(), ["state"] = who.Next };
        await log.AppendAsync(
            new LogRecord(LogRecord.Access, new JsonObject { ["what"] = "signIn", ["token"] = signIn }, content),
            (connection, _) => Insert(connection, made, new { account = who.Account, signIn, created = WireTime.Format(now), expires }, Guid.CreateVersion7(now - SignInLimits.WholeMax * 2).ToString("D")));
        return new SignInAnswer
        {
            State = who.Next,
            Account = who.Account,
            DisplayName = database.Read(c => c.QuerySingle<string>("SELECT display_name FROM accounts WHERE id=@AccountRow", who)),
            Tokens = [.. made.Select(m => new SignInToken(m.Token, m.Scopes, m.User?.UserId, m.User?.Kind, m.User?.DisplayName))],
            Expires = expires,
            SecondFactor = who.HasSecondFactor,
        };
    }

    /// <summary>Moves the end of all tokens of the sign-in.</summary>
    /// <exception cref="ProblemException">5.5.1 when the sign-in has lasted as long as it may.</exception>
    public async Task<SignInAnswer> RenewAsync(Principal principal)
    {
        var now = time.GetUtcNow();
        var row = database.Read(c => c.QuerySingleOrDefault<(long Id, string DisplayName)?>("SELECT id, display_name FROM accounts WHERE name=@Account", principal));
        var began = WireTime.Parse(database.Read(c => c.ExecuteScalar<string>("SELECT min(created) FROM tokens WHERE sign_in=@SignIn", principal))!);
        var end = EndOf(began, now, row is { } found ? roles.Of(found.Id) : []);
        if (row is null || end <= now)
            throw new ProblemException(DecisionCodes.Unauthenticated, "The sign-in has lasted as long as it may: sign in again.");
        await tokens.ProlongAsync(principal.SignIn!, end);
        return new SignInAnswer { State = SignInAnswer.SignedIn, Account = principal.Account, DisplayName = row.Value.DisplayName, Expires = WireTime.Format(end) };
    }

    public async Task SignOutAsync(Principal principal)
    {
        await log.AppendAsync(new LogRecord(LogRecord.Access, new JsonObject { ["what"] = "signOut", ["token"] = principal.SignIn }, new JsonObject { ["by"] = principal.Account }));
        await tokens.EndSignInAsync(principal.SignIn!);
    }

    private static DateTimeOffset EndOf(DateTimeOffset began, DateTimeOffset now, RoleGrant[] granted) =>
        granted.Where(g => g.Until is not null).Select(g => WireTime.Parse(g.Until!)).Append(began + SignInLimits.WholeMax).Append(now + SignInLimits.IdleMax).Min();

    private Made[] TokensOf(Identification who, RoleGrant[] granted)
    {
        var personas = database.Read(c => c.Query<long>("SELECT id FROM users WHERE account_id=@AccountRow AND kind IN ('work', 'personal') ORDER BY id", who).AsList()).Select(users.Get);
        var office = granted.Length == 0 ? Array.Empty<Made>() : [New([.. granted.Select(g => g.Role)], null)];
        return [.. office, .. personas.Select(p => New([Principal.Client], p))];
    }

    private Made New(string[] scopes, User? user) => new(Guid.CreateVersion7(time.GetUtcNow()).ToString("D"), Secrets.NewToken(), scopes, user);

    private static void Insert(SqliteConnection connection, Made[] made, object common, string before)
    {
        // Ids of sign-ins are in order of time (RFC 9562): those that can only have ended go.
        connection.Execute("DELETE FROM tokens WHERE sign_in<@before", new { before });
        foreach (var token in made)
        {
            var row = new DynamicParameters(common);
            row.AddDynamicParams(new { token.Id, hash = Secrets.Hash(token.Token), user = token.User?.Id, scopes = string.Join(' ', token.Scopes) });
            connection.Execute("""
                INSERT INTO tokens(id, hash, account, user_id, scopes, label, created, expires, sign_in)
                VALUES (@Id, @hash, @account, @user, @scopes, 'sign-in', @created, @expires, @signIn)
                """, row);
        }
    }

    private sealed record Made(string Id, string Token, string[] Scopes, User? User);
}
