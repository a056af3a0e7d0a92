using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.SignInApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.SignIn;

/// <summary>Which roles each account has; tokens of a sign-in have them. A change is archived, and ends the sign-ins of the account.</summary>
internal sealed class GrantedRoles(Database database, AppendLog log, Tokens tokens, TimeProvider time)
{
    private static readonly HashSet<string> Known = [Principal.Admin, .. Roles.All];

    /// <summary>Those that are in force now.</summary>
    public RoleGrant[] Of(long account)
    {
        var now = WireTime.Format(time.GetUtcNow());
        return [.. database.Read(c => c.Query<(string Role, string? Until)>("SELECT role, until FROM account_roles WHERE account_id=@account AND (until IS NULL OR until>@now) ORDER BY role", new { account, now }).AsList())
            .Select(row => new RoleGrant(row.Role, row.Until))];
    }

    public async Task SetAsync(Principal by, long row, string account, AccountRoles roles)
    {
        if (roles.Roles.FirstOrDefault(r => !Known.Contains(r.Role)) is { } unknown)
            throw new ProblemException(DecisionCodes.Malformed, $"'{unknown.Role}' is no role: {string.Join(", ", Known)}.");
        if (roles.Roles.Select(r => r.Role).Distinct().Count() != roles.Roles.Length)
            throw new ProblemException(DecisionCodes.Malformed, "A role stands there twice.");
        if (roles.Roles.Any(r => r.Until is not null && !WireTime.TryParse(r.Until, out _)))
            throw new ProblemException(DecisionCodes.Malformed, "until: a time of the form 2026-01-31T09:30:00.000Z is expected.");
        var value = new JsonObject { ["account"] = account, ["roles"] = new JsonArray([.. roles.Roles.Select(r => (JsonNode)new JsonObject { ["role"] = r.Role, ["until"] = r.Until })]) };
        await log.AppendAsync(
            new LogRecord(LogRecord.Policy, new JsonObject { ["what"] = "roles" }, new JsonObject { ["by"] = by.Account, ["value"] = value }),
            (connection, _) =>
            {
                connection.Execute("DELETE FROM account_roles WHERE account_id=@row", new { row });
                connection.Execute("INSERT INTO account_roles(account_id, role, until) VALUES (@row, @Role, @Until)", roles.Roles.Select(r => new { row, r.Role, r.Until }));
            });
        await tokens.EndSignInsAsync(account);
    }
}
