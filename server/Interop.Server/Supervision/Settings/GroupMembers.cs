using Dapper;
using Interop.Server.Identity;
using Interop.Server.Storage;

namespace Interop.Server.Supervision.Settings;

/// <summary>Who is in which of the administrator's groups, as it is now.</summary>
internal sealed class GroupMembers(Database database)
{
    /// <summary>Rows of the users of each of these groups.</summary>
    public Dictionary<string, HashSet<long>> Of(IEnumerable<string> groups)
    {
        var names = groups.Distinct(StringComparer.Ordinal).ToArray();
        var found = names.ToDictionary(name => name, _ => new HashSet<long>(), StringComparer.Ordinal);
        if (names.Length == 0)
            return found;
        foreach (var (name, user) in database.Read(c => c.Query<(string, long)>("SELECT name, user_id FROM group_members WHERE name IN @names", new { names }).AsList()))
            found[name].Add(user);
        return found;
    }

    /// <summary>Rows of the personas of an account.</summary>
    public HashSet<long> PersonasOf(string account) => database.Read(c => OwnPersonas.Of(c, account));

    /// <summary>Everybody of these groups together.</summary>
    public HashSet<long> Together(IEnumerable<string> groups) => [.. Of(groups).Values.SelectMany(members => members)];
}
