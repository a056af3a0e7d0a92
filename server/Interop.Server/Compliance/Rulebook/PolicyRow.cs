using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.PolicyApi;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>A version of a policy as it is stored.</summary>
internal sealed record PolicyRow
{
    private const string Select = """
        SELECT v.name, p.kind, v.version, v.definition, v.author, v.authors, v.written, v.proposed_by AS ProposedBy, v.proposed, v.approved_by AS ApprovedBy, v.approved, v.effective,
               v.retirement_by AS RetirementBy, v.retired_by AS RetiredBy, v.retired, v.revision
        FROM policy_versions v JOIN policies p ON p.name=v.name
        """;

    public string Name { get; init; } = "";

    public string Kind { get; init; } = "";

    public long Version { get; init; }

    /// <summary>PolicyDefinition as JSON.</summary>
    public string Definition { get; init; } = "";

    public string Author { get; init; } = "";

    /// <summary>JSON array of accounts.</summary>
    public string Authors { get; init; } = "[]";

    public string Written { get; init; } = "";

    public string? ProposedBy { get; init; }

    public string? Proposed { get; init; }

    public string? ApprovedBy { get; init; }

    public string? Approved { get; init; }

    public string? Effective { get; init; }

    public string? RetirementBy { get; init; }

    public string? RetiredBy { get; init; }

    public string? Retired { get; init; }

    public long Revision { get; init; }

    public string Etag => $"{Version}.{Revision}";

    public PolicyDefinition Says => JsonSerializer.Deserialize(Definition, OcipJson.Default.PolicyDefinition)!;

    public bool IsWrittenBy(string account) => JsonSerializer.Deserialize(Authors, OcipJson.Default.StringArray)!.Contains(account, StringComparer.Ordinal);

    public static List<PolicyRow> All(SqliteConnection connection) => connection.Query<PolicyRow>($"{Select} ORDER BY v.name, v.version").AsList();

    public static List<PolicyRow> Of(SqliteConnection connection, string name) => connection.Query<PolicyRow>($"{Select} WHERE v.name=@name ORDER BY v.version", new { name }).AsList();

    /// <summary>Writes the row as it is to be.</summary>
    public void Put(SqliteConnection connection)
    {
        connection.Execute("INSERT INTO policies(name, kind) VALUES (@Name, @Kind) ON CONFLICT DO NOTHING", this);
        connection.Execute("""
            INSERT OR REPLACE INTO policy_versions(name, version, definition, author, authors, written, proposed_by, proposed, approved_by, approved, effective, retirement_by, retired_by, retired, revision)
            VALUES (@Name, @Version, @Definition, @Author, @Authors, @Written, @ProposedBy, @Proposed, @ApprovedBy, @Approved, @Effective, @RetirementBy, @RetiredBy, @Retired, @Revision)
            """, this);
    }
}
