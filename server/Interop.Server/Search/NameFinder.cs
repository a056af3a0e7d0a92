using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.ReviewApi;
using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search;

/// <summary>
/// Names to search for, by a part of them (spec 08.14). Looks through the names as they stand and stops at the first that are enough; personal personas
/// have no records, and are not among them.
/// </summary>
internal sealed class NameFinder(Database database, UserDirectory users, RoomDirectory rooms)
{
    private const int LimitMax = 50;
    private const int TextMax = 128;

    /// <param name="text">Somewhere in the name; nothing gives networks and policies only.</param>
    /// <param name="limit">Of each sort at most so many.</param>
    /// <exception cref="ProblemException">5.5.0: a parameter is wrong.</exception>
    public NameList Find(string? text, long limit)
    {
        var asked = text?.Trim() ?? "";
        if (limit is < 1 or > LimitMax || asked.Length > TextMax)
            throw new ProblemException(DecisionCodes.Malformed, $"limit is 1 to {LimitMax}, q has at most {TextMax} characters.");
        bool Fits(string? name) => name?.Contains(asked, StringComparison.OrdinalIgnoreCase) == true;
        var max = (int)limit;
        return database.Read(c => new NameList
        {
            People = asked.Length == 0 ? [] : [.. People(c).Where(p => Fits(p.Name) || Fits(p.Local)).Take(max).ToList().Select(p => PersonOf(users.Get(p.Id)))],
            Rooms = asked.Length == 0 ? [] : [.. Rooms(c).Where(r => Fits(r.Name)).Take(max).ToList().Select(r => new NamedRoom(rooms.Get(r.Id).RoomId, r.Name))],
            Networks = [.. c.Query<string>("SELECT network FROM portals UNION SELECT network FROM bridges ORDER BY 1").Where(Fits).Take(max)],
            Policies = [.. CompliancePolicies.All.Names.Select(SampleTerms.NameOf).Concat(c.Query<string>("SELECT kind || ':' || name FROM policies ORDER BY 1")).Where(Fits).Take(max)],
        });
    }

    /// <summary>Somebody by name, and of which network.</summary>
    public static NamedPerson PersonOf(User user) => new(user.UserId, user.DisplayName, user.Kind == User.Bridged && user.Accounts.Length > 0 ? user.Accounts[0].Network : null);

    private static IEnumerable<(long Id, string Local, string Name)> People(SqliteConnection c) =>
        c.Query<(long, string, string)>("SELECT id, local, display_name FROM users WHERE kind<>@Personal ORDER BY id", new { User.Personal }, buffered: false);

    private static IEnumerable<(long Id, string Name)> Rooms(SqliteConnection c) => c.Query<(long, string)>("SELECT id, name FROM rooms WHERE name IS NOT NULL ORDER BY id DESC", buffered: false);
}
