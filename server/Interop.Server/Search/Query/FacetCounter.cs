using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Search.Index;
using Interop.Server.Storage;

namespace Interop.Server.Search.Query;

/// <summary>
/// Counts by what the hits of a question can be narrowed (spec 8.14): of the newest hits, as many as are read in a moment however large the archive is. The
/// words counted are those that the index has of a record, so that a filter finds what was counted.
/// </summary>
internal sealed class FacetCounter(Searcher searcher, Database database, UserDirectory users, RoomDirectory rooms)
{
    /// <summary>Records of one read: none keeps the write-ahead log for long.</summary>
    private const int ReadMax = 250;

    // As for hits: what came to be sealed, or has ended, since the index was asked is left out.
    private const string Fixed = $"""
        SELECT leaf, kind, room_id AS RoomRow, record FROM records
        WHERE leaf IN (SELECT value FROM json_each(@leaves)) AND NOT ({Seals.IsSealed}) AND ended IS NULL AND NOT (kind='{LogRecord.Egress}' AND body IS NULL)
        """;

    /// <exception cref="QueryException">A prefix stands for too many words.</exception>
    public SearchFacets Count(SearchQuestion question)
    {
        var leaves = searcher.Newest(question, SearchFacets.CountedMax + 1);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var counted = 0;
        foreach (var some in leaves.Take(SearchFacets.CountedMax).Chunk(ReadMax))
        {
            foreach (var record in database.Read(c => c.Query<SourceRecord>(Fixed, new { leaves = $"[{string.Join(',', some)}]" }).AsList()))
            {
                counted++;
                foreach (var facet in DocumentBuilder.FacetsOf(record))
                    counts[facet] = counts.GetValueOrDefault(facet) + 1;
            }
        }
        return new SearchFacets
        {
            Counted = counted,
            More = leaves.Count > SearchFacets.CountedMax ? true : null,
            People = Most(counts, Facets.Sender(""), id => UserId.TryParse(id, out var user) ? users.Find(user)?.DisplayName : null),
            Rooms = [.. Most(counts, Facets.RoomMark, _ => null).Select(Named)],
            Networks = Most(counts, Facets.Network(""), _ => null),
            Types = Most(counts, Facets.Type(""), _ => null),
            Codes = Most(counts, Facets.Code(""), _ => null),
        };
    }

    private static FacetCount[] Most(Dictionary<string, long> counts, string mark, Func<string, string?> nameOf) =>
    [
        .. counts.Where(c => c.Key.StartsWith(mark, StringComparison.Ordinal)).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(SearchFacets.ValuesMax)
            .Select(c => new FacetCount(c.Key[mark.Length..], c.Value, nameOf(c.Key[mark.Length..]))),
    ];

    /// <summary>The index knows rooms by their rows. A direct room is called by its people.</summary>
    private FacetCount Named(FacetCount row)
    {
        var room = rooms.Get(long.Parse(row.Value, System.Globalization.CultureInfo.InvariantCulture));
        return row with { Value = room.RoomId.Value, Name = room.Name ?? (room.Kind == Room.Direct ? string.Join(", ", room.Users.Select(u => u.DisplayName)) : null) };
    }
}
