using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Media;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Media;

/// <summary>
/// What the store knows of the media of a record, in the order of the record's own list. Digests stand in the body alone, so this needs it: the store has
/// keyed names.
/// </summary>
internal sealed class MediaRecords(MediaNames names)
{
    /// <param name="connection">Any.</param>
    /// <param name="leaf">Index of the record.</param>
    /// <param name="type">Of its event.</param>
    /// <param name="content">Of its body.</param>
    public ArchivedMedia[] Of(SqliteConnection connection, long leaf, string type, JsonElement content)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in MediaParts.Of(type, content))
            digests.TryAdd(names.Of(part.Id.Digest).Value, part.Id.Digest);
        return [.. connection.Query<(string Name, long Size, string Type, string? Declared, string? Scan)>(
            "SELECT r.name, m.size, m.type, r.declared, r.scan FROM media_references r JOIN media m ON m.name=r.name WHERE r.leaf=@leaf ORDER BY r.n", new { leaf })
            .Where(m => digests.ContainsKey(m.Name))
            .Select(m => new ArchivedMedia(digests[m.Name], m.Size, m.Type, m.Declared, m.Scan is null ? null : JsonSerializer.Deserialize(m.Scan, OcipJson.Default.MediaScan)))];
    }
}
