using System.Text;
using Dapper;
using Interop.Protocol.Identifiers;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Export;

/// <summary>
/// proofs/attestations.ndjson: what others have signed of the package's events of rooms with other providers: origin, hub and proxies (spec 08.15). A
/// client copy has none: stamps are decisions for others too.
/// </summary>
internal sealed class AttestationWriter(Database database, ExportFolder folder)
{
    public const string File = "proofs/attestations.ndjson";
    private const int RoomsMax = 10_000;
    private ILookup<string, (long Leaf, string Hub)>? followed;
    private readonly Dictionary<long, (string First, List<(long Leaf, string Hub)> Changes)> rooms = [];

    /// <summary>At the very beginning: the file is there, however little comes into it.</summary>
    public static void Begin(ExportFolder folder) => folder.Grow(File);

    /// <summary>A page of records by rising index, of which some were taken.</summary>
    public void Take(IReadOnlyList<ExportRecord> page, IReadOnlySet<long> taken)
    {
        if (taken.Count == 0)
            return;
        var (first, last) = (page[0].Index, page[^1].Index);
        var output = folder.Grow(File);
        database.Read(connection =>
        {
            foreach (var (leaf, wire) in connection.Query<(long, byte[])>("SELECT leaf, wire FROM attestations WHERE leaf>=@first AND leaf<=@last ORDER BY leaf", new { first, last }))
            {
                if (!taken.Contains(leaf) || page[(int)(leaf - first)] is not { Room: { } room } record)
                    continue;
                output.Write(Encoding.ASCII.GetBytes($"{{\"index\":{leaf},\"hub\":\"{HubOf(connection, room, record)}\",\"signed\":"));
                output.Write(wire);
                output.Write("}\n"u8);
            }
            return true;
        });
    }

    /// <summary>Who ordered the room when the record got its place; the entry that hands a room over is still the old hub's.</summary>
    private string HubOf(SqliteConnection connection, long room, ExportRecord record)
    {
        if (!rooms.TryGetValue(room, out var known))
        {
            if (rooms.Count >= RoomsMax)
                rooms.Clear();
            var id = record.HeaderText("room")!;
            var handed = connection.Query<(long Leaf, string Hub)>("""
                SELECT leaf, json_extract(CAST(record AS TEXT), '$.header.state.hub') FROM records
                WHERE room_id=@room AND seq IS NOT NULL AND json_extract(CAST(record AS TEXT), '$.header.type')='room' AND json_extract(CAST(record AS TEXT), '$.header.state.hub') IS NOT NULL
                """, new { room });
            // Records of the kind have no room of their own to be found by: they are looked for once.
            followed ??= connection.Query<(string Room, long Leaf, string Hub)>(
                "SELECT json_extract(CAST(record AS TEXT), '$.room'), leaf, json_extract(CAST(record AS TEXT), '$.hub') FROM records WHERE kind='followed'").ToLookup(f => f.Room, f => (f.Leaf, f.Hub), StringComparer.Ordinal);
            rooms[room] = known = (RoomId.Parse(id).Provider.Value, [.. handed.Concat(followed[id]).OrderBy(change => change.Leaf)]);
        }
        return known.Changes.FindLast(change => change.Leaf < record.Index) is { Hub: { } hub } ? hub : known.First;
    }
}
