using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Identity;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Export;

/// <summary>Exports as the store knows them. What is asked for and what became of it are records of the archive, in the same commits.</summary>
internal sealed class ExportStore(Database database, AppendLog log, TimeProvider time, ServerOptions options)
{
    private const int KeyOctets = 32;
    private const string KeyClass = "export";
    private const string Select = "SELECT id, state, request, account, roles, created, asked, finished, expires, view, key, anew FROM exports";

    /// <summary>Archives that an export was asked for; from then on it is carried out, whatever happens.</summary>
    public async Task<ExportRow> AskAsync(Principal by, ExportRequest request)
    {
        var json = JsonSerializer.Serialize(request, OcipJson.Default.ExportRequest);
        var row = new ExportRow
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()).ToString(), State = ExportRow.Queued, Request = json, Account = by.Account, Roles = string.Join(' ', by.Scopes),
            Created = WireTime.Format(time.GetUtcNow()),
        };
        var content = new JsonObject { ["by"] = by.Account, ["roles"] = Roles(row), ["request"] = JsonNode.Parse(json) };
        var asked = await log.AppendAsync(
            new LogRecord(LogRecord.Export, new JsonObject { ["export"] = row.Id, ["state"] = "asked" }, content),
            (connection, leaf) => connection.Execute(
                "INSERT INTO exports(id, state, request, account, roles, created, asked, key) VALUES (@Id, @State, @Request, @Account, @Roles, @Created, @leaf, @wrapped)",
                new { row.Id, row.State, row.Request, row.Account, row.Roles, row.Created, leaf, wrapped = NewKey(connection) }));
        return row with { Asked = asked };
    }

    /// <summary>
    /// In the transaction that ends bodies: with the key goes what was written so far of an export that is under way, and it begins anew. A crash after it
    /// leaves files of the beginning before, which nothing opens: they are thrown away.
    /// </summary>
    public void BeginAnew(SqliteConnection writer, string id) => writer.Execute("UPDATE exports SET anew=anew+1, key=@key WHERE id=@id", new { id, key = NewKey(writer) });

    public ExportRow? Find(string id) => database.Read(c => c.QuerySingleOrDefault<ExportRow>($"{Select} WHERE id=@id", new { id }));

    public IReadOnlyList<ExportRow> Newest(int limit) => database.Read(c => c.Query<ExportRow>($"{Select} ORDER BY id DESC LIMIT @limit", new { limit }).AsList());

    /// <summary>What was begun goes on before what waits.</summary>
    public ExportRow? Next() => database.Read(c => c.QueryFirstOrDefault<ExportRow>($"{Select} WHERE state IN ('queued', 'running') ORDER BY state DESC, id LIMIT 1"));

    /// <summary>Those whose package may go.</summary>
    public IReadOnlyList<ExportRow> Expired() =>
        database.Read(c => c.Query<ExportRow>($"{Select} WHERE state='done' AND expires<@now", new { now = time.GetUtcNow().ToUnixTimeSeconds() }).AsList());

    public IReadOnlyList<ExportRow> Kept() => database.Read(c => c.Query<ExportRow>($"{Select} WHERE state IN ('queued', 'running', 'done')").AsList());

    public Task BeginAsync(string id) => log.WriteAsync(c => c.Execute("UPDATE exports SET state='running' WHERE id=@id AND state='queued'", new { id }));

    /// <summary>
    /// Archives the end of an export: with the digest of its manifest when it is done. One record for each end: who comes second finds that it has ended.
    /// </summary>
    /// <returns>False when it had ended before, or has begun anew.</returns>
    public async Task<bool> EndAsync(ExportRow row, ExportView view, string? manifest = null)
    {
        var content = new JsonObject { ["by"] = row.Account, ["roles"] = Roles(row), ["omitted"] = new JsonArray([.. view.Omitted.Select(o => (JsonNode)new JsonObject { ["reason"] = o.Reason, ["count"] = o.Count })]) };
        var fields = new JsonObject { ["export"] = row.Id, ["state"] = view.State, ["records"] = view.Records };
        if (manifest is not null)
            fields["manifest"] = manifest;
        if (view.Code is not null)
            fields["code"] = view.Code;
        var expires = view.State == ExportRow.Done ? (time.GetUtcNow() + options.Exports.Keep).ToUnixTimeSeconds() : (long?)null;
        var json = JsonSerializer.Serialize(view, OcipJson.Default.ExportView);
        // A package of an earlier beginning may have what has ended since.
        var anew = view.State == ExportRow.Done ? row.Anew : (long?)null;
        var end = new ExportEnd(new LogRecord(LogRecord.Export, fields, content), connection => connection.Execute("""
            UPDATE exports SET state=@state, finished=@finished, expires=@expires, view=@json, key=CASE WHEN @state='done' THEN key END
            WHERE id=@id AND state IN ('queued', 'running') AND (@anew IS NULL OR anew=@anew)
            """, new { id = row.Id, state = view.State, finished = view.Finished, expires, json, anew }) > 0);
        log.Enqueue(end);
        return await end.Done;
    }

    /// <summary>The package goes; that it was there stays known.</summary>
    public Task RemoveAsync(string id) => log.WriteAsync(c => c.Execute("UPDATE exports SET state='removed', expires=NULL, key=NULL WHERE id=@id AND state='done'", new { id }));

    /// <summary>Key of the export's files; of one that has none any more, one that opens nothing.</summary>
    public byte[] KeyOf(ExportRow row) => row.Key is null ? new byte[KeyOctets] : database.Vault.UnwrapKey(row.Key);

    private byte[] NewKey(SqliteConnection writer) =>
        database.Vault.WrapKey(writer, new KeyGroup(KeyClass, KeyGroup.PeriodOf(time.GetUtcNow()), 0), RandomNumberGenerator.GetBytes(KeyOctets));

    private static JsonArray Roles(ExportRow row) => new([.. row.Roles.Split(' ').Select(r => (JsonNode)r)]);
}
