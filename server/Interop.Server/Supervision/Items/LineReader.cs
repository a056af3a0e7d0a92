using System.Text.Json;
using Dapper;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ReviewApi;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Storage;

namespace Interop.Server.Supervision.Items;

/// <summary>Records of a room as reviewers see them: masked, unless the names were unmasked. What is sealed stays closed here too.</summary>
internal sealed class LineReader(Database database, ArchiveReader archive, UserDirectory users, HitReader hits)
{
    /// <param name="leaf">Index of the record.</param>
    /// <param name="labels">Of its room.</param>
    /// <param name="names">Show who it was.</param>
    public ReviewLine? Read(long leaf, RoomLabels labels, bool names)
    {
        if (archive.One(leaf) is not { LeafHash: null } record)
            return null;
        var root = record.Record;
        var kind = root.GetProperty("kind").GetString()!;
        var header = root.TryGetProperty("header", out var found) ? found : default;
        var sender = header.ValueKind == JsonValueKind.Object && UserId.TryParse(header.GetProperty("sender").GetString(), out var id) ? users.Find(id) : null;
        // What is beside an event says whom it concerned, and is not what somebody wrote.
        var content = header.ValueKind == JsonValueKind.Object ? record.Body?.Content : null;
        var (places, cut) = content is { ValueKind: JsonValueKind.Object } said ? hits.Of(root, said, names ? null : labels) : (null, null);
        return new ReviewLine
        {
            Index = leaf,
            At = root.GetProperty("at").GetString()!,
            Who = sender is null ? null : labels.Of(sender.Id),
            User = names ? sender?.UserId : null,
            Type = header.ValueKind == JsonValueKind.Object ? header.GetProperty("type").GetString()! : kind,
            Content = content is { ValueKind: JsonValueKind.Object } written ? names ? written.Clone() : labels.Mask(written) : null,
            BodyAbsent = record.BodyAbsent,
            Hits = places,
            HitsCut = cut,
            Item = database.Read(c => c.QueryFirstOrDefault<long?>("SELECT id FROM supervision_items WHERE leaf=@leaf ORDER BY id LIMIT 1", new { leaf })),
        };
    }
}
