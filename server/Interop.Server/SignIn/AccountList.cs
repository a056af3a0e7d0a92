using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.SignInApi;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.SignIn;

/// <summary>Accounts with their roles and how their people sign in, a page at a time (spec 13.10).</summary>
internal sealed class AccountList(Database database, TimeProvider time)
{
    private const int LimitMax = 200;

    /// <param name="after">Name of the last one of the page before; null for the first page.</param>
    /// <param name="find">A part of the name or of the display name; null for all.</param>
    /// <param name="role">Only those that have it; null for all.</param>
    /// <param name="limit">Of the page.</param>
    /// <exception cref="ProblemException">5.5.0: there is no such role.</exception>
    public AccountStates Page(string? after, string? find, string? role, long limit)
    {
        if (role is not null && role != Principal.Admin && !Roles.All.Contains(role))
            throw new ProblemException(DecisionCodes.Malformed, $"'{role}' is no role.");
        var count = (int)Math.Clamp(limit, 1, LimitMax);
        var now = WireTime.Format(time.GetUtcNow());
        return database.Read(c =>
        {
            var rows = Rows(c, new { after = after ?? "", find = Lower(find ?? ""), role, now, limit = count + 1 });
            var page = rows.Take(count).ToArray();
            var ids = page.Select(r => r.Id).ToArray();
            var roles = c.Query<(long Account, string Role, string? Until)>("SELECT account_id, role, until FROM account_roles WHERE account_id IN @ids AND (until IS NULL OR until>@now) ORDER BY role", new { ids, now }).ToLookup(r => r.Account);
            var personas = c.Query<(long Account, string Kind)>("SELECT account_id, kind FROM users WHERE account_id IN @ids ORDER BY id", new { ids }).ToLookup(p => p.Account, p => p.Kind);
            var open = c.Query<(string Account, int Count)>("SELECT account, count(DISTINCT sign_in) FROM tokens WHERE sign_in IS NOT NULL AND revoked IS NULL AND expires>@now AND account IN @names GROUP BY account",
                new { now, names = page.Select(r => r.Name).ToArray() }).ToDictionary(o => o.Account, o => o.Count, StringComparer.Ordinal);
            var states = page.Select(r => View(r, [.. roles[r.Id].Select(g => new RoleGrant(g.Role, g.Until))], [.. personas[r.Id]], open.GetValueOrDefault(r.Name)));
            return new AccountStates([.. states], rows.Count > count ? page[^1].Name : null);
        });
    }

    /// <summary>As lower() of the store does: letters of ASCII alone.</summary>
    private static string Lower(string text) => string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));

    private static List<Row> Rows(SqliteConnection connection, object asked) => connection.Query<Row>("""
        SELECT a.id AS Id, a.name AS Name, a.display_name AS DisplayName, a.created AS Created, a.disabled AS "Left", c.account_id IS NOT NULL AS HasPassword, c.one_time AS OneTime,
            coalesce(c.failures, 0) AS Failures, coalesce(c.locked_until, 0) AS LockedUntil, coalesce(c.second_on, 0) AS SecondOn
        FROM accounts a LEFT JOIN credentials c ON c.account_id=a.id
        WHERE a.name>@after AND (@find='' OR instr(lower(a.name), @find)>0 OR instr(lower(a.display_name), @find)>0)
            AND (@role IS NULL OR EXISTS (SELECT 1 FROM account_roles r WHERE r.account_id=a.id AND r.role=@role AND (r.until IS NULL OR r.until>@now)))
        ORDER BY a.name LIMIT @limit
        """, asked).AsList();

    private AccountState View(Row row, RoleGrant[] roles, string[] personas, int signIns)
    {
        var locked = DateTimeOffset.FromUnixTimeMilliseconds(row.LockedUntil);
        return new AccountState
        {
            Account = row.Name, DisplayName = row.DisplayName, Created = row.Created, Personas = personas, Roles = roles,
            Password = !row.HasPassword ? AccountState.None : row.OneTime is null ? AccountState.Own : AccountState.OneTime,
            Expires = row.OneTime is { } until ? WireTime.Format(DateTimeOffset.FromUnixTimeSeconds(until)) : null,
            SecondFactor = row.SecondOn, Failures = (int)row.Failures, LockedUntil = locked > time.GetUtcNow() ? WireTime.Format(locked) : null, SignIns = signIns, Left = row.Left,
        };
    }

    private sealed class Row
    {
        public long Id { get; init; }

        public string Name { get; init; } = "";

        public string DisplayName { get; init; } = "";

        public string Created { get; init; } = "";

        public string? Left { get; init; }

        public bool HasPassword { get; init; }

        public long? OneTime { get; init; }

        public long Failures { get; init; }

        public long LockedUntil { get; init; }

        public bool SecondOn { get; init; }
    }
}
