using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Server.Archive;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Export;

/// <summary>
/// Who besides the archive has signed heads of its log (spec 08.15): proofs/cosigned.ndjson, proofs/witnessed.ndjson and proofs/timestamps.ndjson, each head with the
/// consistency proof between it and the head of the package. Of each the first head under which all records of the package are, and the newest; of other
/// providers those of each.
/// </summary>
internal sealed class OutsideWriter(Database database, ExportFolder folder, ExportProgress progress)
{
    public const string Cosigned = "proofs/cosigned.ndjson";
    public const string Witnessed = "proofs/witnessed.ndjson";
    public const string Stamps = "proofs/timestamps.ndjson";

    /// <summary>At the end, so that the newest of all are in it. Without any there is no file.</summary>
    public void Write()
    {
        Write(Cosigned, database.Read(c => Chosen(c, "note_cosignatures").Select(size =>
        {
            var rows = c.Query<(string Note, string Line)>("SELECT note, line FROM note_cosignatures WHERE size=@size ORDER BY witness", new { size }).AsList();
            // Lines under another spelling of the head would not fit below this one.
            return Line(c, size, rows[0].Note + string.Concat(rows.Where(r => r.Note == rows[0].Note).Select(r => r.Line + "\n")), []);
        }).ToArray()));
        Write(Witnessed, database.Read(c => Providers(c).Select(of =>
        {
            var (note, at, signature) = c.QuerySingle<(string, string, string)>("SELECT note, at, signature FROM cosignatures WHERE witness=@witness AND size=@size", new { witness = of.Witness, size = of.Size });
            return Line(c, of.Size, note, new() { ["at"] = at, ["signature"] = signature, ["witness"] = of.Witness });
        }).ToArray()));
        Write(Stamps, database.Read(c => Chosen(c, "timestamps").Select(size =>
        {
            var (note, authority, token) = c.QuerySingle<(string, string, byte[])>("SELECT note, authority, token FROM timestamps WHERE size=@size", new { size });
            return Line(c, size, note, new() { ["authority"] = authority, ["token"] = Convert.ToBase64String(token) });
        }).ToArray()));
    }

    private List<long> Chosen(SqliteConnection connection, string table) =>
        [.. connection.Query<long?>($"SELECT min(size) FROM {table} WHERE size>=@covering UNION SELECT max(size) FROM {table}", new { covering = progress.LastTaken + 1 }).OfType<long>().Order()];

    private List<(string Witness, long Size)> Providers(SqliteConnection connection) => [.. connection.Query<(string Witness, long Size)>("""
        SELECT witness, min(size) FROM cosignatures WHERE size>=@covering GROUP BY witness UNION SELECT witness, max(size) FROM cosignatures GROUP BY witness ORDER BY 1, 2
        """, new { covering = progress.LastTaken + 1 })];

    private byte[] Line(SqliteConnection connection, long size, string note, JsonObject line)
    {
        line["note"] = note;
        var (first, second) = (Math.Min(size, progress.Size), Math.Max(size, progress.Size));
        var proof = first == second ? [] : TreeHashes.ConsistencyPath(first, second, (level, n) => TreeStore.Subtree(connection, level, n));
        line["proof"] = new JsonArray([.. proof.Select(hash => (JsonNode)Base64UrlText.Of(hash))]);
        return CanonicalJson.Of(JsonSerializer.SerializeToElement(line));
    }

    private void Write(string name, byte[][] lines)
    {
        if (lines.Length == 0)
            return;
        using var file = folder.Create(name);
        foreach (var line in lines)
        {
            file.Write(line);
            file.Write("\n"u8);
        }
    }
}
