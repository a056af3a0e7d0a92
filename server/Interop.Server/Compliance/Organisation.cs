using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;
using Interop.Server.Storage;

namespace Interop.Server.Compliance;

/// <summary>What the organisation has set for everybody: the recording notice, groups and barriers. Read again after each change.</summary>
internal sealed class Organisation(ServerOptions options, Database database)
{
    private volatile NoticeText? notice;
    private volatile BarrierMap barriers = BarrierMap.Empty;

    /// <summary>The notice in force; a fresh server has one that says the least.</summary>
    public NoticeText? Notice => notice;

    public BarrierMap Barriers => barriers;

    /// <summary>True when the user needs no notice or knows the one in force.</summary>
    public bool WasTold(User user) => notice is not { } current || user.Person.NoticeVersion == current.Version;

    public void Refresh() => database.Read(connection =>
    {
        var text = connection.QuerySingleOrDefault<string?>("SELECT value FROM settings WHERE name='notice'");
        notice = text is not null
            ? JsonSerializer.Deserialize(text, OcipJson.Default.NoticeText)
            : new NoticeText("1", new Dictionary<string, string>
            {
                ["en"] = $"Messages in this chat are recorded and archived by {options.Provider}, as the law or its own rules ask of it. If you do not agree, please do not write here.",
            });
        var groups = connection.Query<(string Name, string Local)>("SELECT g.name, u.local FROM group_members g JOIN users u ON u.id=g.user_id")
            .GroupBy(g => g.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(m => UserId.Of(options.Provider, m.Local)).ToArray(), StringComparer.Ordinal);
        barriers = BarrierMap.Create(groups, connection.Query<(string One, string Other)>("SELECT one, other FROM barriers ORDER BY name").Select(b => new[] { b.One, b.Other }));
        return true;
    });
}
