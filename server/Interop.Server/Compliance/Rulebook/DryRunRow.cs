using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.PolicyApi;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>A dry run as it is stored.</summary>
internal sealed class DryRunRow
{
    private const string Select = "SELECT id, policy, version, asked_by AS By, started, first, cancelled, view FROM dry_runs";

    public string Id { get; init; } = "";

    public string Policy { get; init; } = "";

    public long Version { get; init; }

    /// <summary>Account of who asked for it.</summary>
    public string By { get; init; } = "";

    public string Started { get; init; } = "";

    /// <summary>From when events are looked at.</summary>
    public string First { get; init; } = "";

    public bool Cancelled { get; init; }

    /// <summary>How it ended, as JSON; null while it has not.</summary>
    public string? View { get; init; }

    public static DryRunRow? Find(SqliteConnection connection, string id) => connection.QuerySingleOrDefault<DryRunRow>($"{Select} WHERE id=@id", new { id });

    /// <summary>Those that have not ended, the oldest first.</summary>
    public static List<DryRunRow> Open(SqliteConnection connection) => connection.Query<DryRunRow>($"{Select} WHERE view IS NULL ORDER BY id").AsList();

    /// <summary>Before it waits for its turn. Of those that are over the latest stay.</summary>
    public void Put(SqliteConnection connection, int keptMax)
    {
        connection.Execute("INSERT INTO dry_runs(id, policy, version, asked_by, started, first) VALUES (@Id, @Policy, @Version, @By, @Started, @First)", this);
        connection.Execute("DELETE FROM dry_runs WHERE id IN (SELECT id FROM dry_runs WHERE view IS NOT NULL ORDER BY id DESC LIMIT -1 OFFSET @keptMax)", new { keptMax });
    }

    /// <summary>In the commit of the record of its end.</summary>
    public static void End(SqliteConnection connection, DryRunView view) =>
        connection.Execute("UPDATE dry_runs SET view=@json WHERE id=@id", new { id = view.Id, json = JsonSerializer.Serialize(view, OcipJson.Default.DryRunView) });
}
