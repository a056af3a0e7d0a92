using System.Globalization;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.PeopleApi;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using NodaTime;

namespace Interop.Server.Compliance.Hours;

/// <summary>Finding somebody of the own organisation to write to, by a part of the name (spec 10.9). Personal personas find nobody and are found by nobody.</summary>
internal sealed class PeopleSearch(Database database, UserDirectory users, BarrierGate barriers, TimeProvider time)
{
    /// <summary>Characters of what is looked for.</summary>
    public const int TextMax = 64;

    private const string Sql = """
        SELECT u.id FROM users u JOIN accounts a ON a.id=u.account_id
        WHERE u.kind='work' AND a.disabled IS NULL AND u.id<>@self
          AND (u.display_name LIKE @text ESCAPE '\' OR u.display_name LIKE @lower ESCAPE '\' OR u.display_name LIKE @title ESCAPE '\' OR u.local LIKE @text ESCAPE '\')
        ORDER BY u.display_name, u.id LIMIT @limit
        """;

    /// <exception cref="ProblemException">5.5.0 without a text, or with one that is too long.</exception>
    public ReachableList Find(User asking, string text, int limit)
    {
        var wanted = text.Trim();
        if (wanted.Length is 0 or > TextMax)
            throw new ProblemException(DecisionCodes.Malformed, $"text: 1 to {TextMax} characters of a name.");
        if (asking.Kind == User.Personal)
            return new ReachableList([]);
        // The store compares the letters of ASCII without regard to case; others as they are, in small letters, and as a name is written.
        var found = database.Read(c => c.Query<long>(Sql, new
        {
            self = asking.Id, limit = limit * 2, text = Pattern(wanted), lower = Pattern(wanted.ToLowerInvariant()), title = Pattern(CultureInfo.InvariantCulture.TextInfo.ToTitleCase(wanted)),
        }).AsList());
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        return new ReachableList([.. found.Select(users.Get).Where(u => !barriers.StandsBetween(asking.UserId, u.UserId)).Take(limit)
            .Select(u => new Reachable(u.UserId, u.DisplayName, u.Person.Calendar?.IsOpen(now) ?? true))]);
    }

    private static string Pattern(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
