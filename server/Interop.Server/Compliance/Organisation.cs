using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;
using Interop.Server.Archive;
using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Compliance;

/// <summary>What the organisation has set for everybody: declared supervision and groups. Read again after each change.</summary>
internal sealed class Organisation(ServerOptions options, Database database, ArchiveKeys keys)
{
    private volatile SupervisionDeclaration? supervision;
    private volatile NoticeText? notice;
    private volatile GroupMap groups = GroupMap.Empty;

    /// <summary>The declaration in force, with its texts; a fresh server has one that says the least (spec 07).</summary>
    public SupervisionDeclaration Supervision => supervision ?? throw new InvalidOperationException("the organisation's settings were not read yet");

    /// <summary>The notice of the declaration in force, as bridges post it.</summary>
    public NoticeText? Notice => notice;

    public GroupMap Groups => groups;

    /// <summary>True when the user needs no notice or knows the one in force.</summary>
    public bool WasTold(User user) =>
        notice is not { } current || user.Person.NoticeVersion == current.Version || user.Person.IsForeign || user.Person.Persona is PersonaKind.Service or PersonaKind.Personal;

    public void Refresh() => database.Read(connection =>
    {
        var declared = Declared(connection);
        supervision = declared;
        notice = new NoticeText(declared.Notice.Version, declared.Notice.Texts!);
        // Of another organisation's user the store has the whole id.
        var members = connection.Query<(string Name, string Local)>("SELECT g.name, u.local FROM group_members g JOIN users u ON u.id=g.user_id")
            .GroupBy(g => g.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(m => UserId.TryParse(m.Local, out var foreign) ? foreign : UserId.Of(options.Provider, m.Local)).ToArray(), StringComparer.Ordinal);
        groups = GroupMap.Create(members);
        return true;
    });

    private SupervisionDeclaration Declared(SqliteConnection connection)
    {
        if (connection.QuerySingleOrDefault<string?>("SELECT declaration FROM supervision ORDER BY id DESC LIMIT 1") is { } set)
            return JsonSerializer.Deserialize(set, OcipJson.Default.SupervisionDeclaration)!;
        var earlier = connection.QuerySingleOrDefault<string?>("SELECT value FROM settings WHERE name='notice'");
        // The keys are made when the server is set up: from then on the default holds.
        return DefaultSupervision.Of(options.Provider, keys.Public().Keys[0].NotBefore!, earlier is null ? null : JsonSerializer.Deserialize(earlier, OcipJson.Default.NoticeText));
    }
}
