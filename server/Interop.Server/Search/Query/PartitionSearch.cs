using Dapper;
using Interop.Server.Search.Index;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search.Query;

/// <summary>A search within one partition.</summary>
internal sealed class PartitionSearch
{
    private readonly SqliteConnection connection;
    private readonly SearchFilter filter;
    private readonly string? match;
    private readonly string? hidden;
    private readonly bool possible = true;

    /// <exception cref="QueryException">A prefix stands for too many words.</exception>
    public PartitionSearch(SqliteConnection connection, PartitionKey key, SearchQuestion question)
    {
        (this.connection, filter) = (connection, question.Filter);
        Writer = new MatchWriter(connection, key);
        var wanted = new List<string>();
        if (question.Node is { } node)
        {
            if (Writer.Of(node) is { } text)
                wanted.Add(text);
            else
                possible = false;
        }
        wanted.AddRange(filter.AnyOf.Select(Writer.AnyOf));
        wanted.AddRange(filter.People.Select(person => Writer.AnyOf(person.AnyOf())));
        hidden = filter.Hidden.Length == 0 ? null : Writer.AnyOf(filter.Hidden);
        if (wanted.Count > 0)
            match = string.Join(" AND ", wanted) is var all && hidden is null ? all : $"({all}) NOT {hidden}";
    }

    public MatchWriter Writer { get; }

    /// <summary>Leaves that match, in order; read as far as the caller goes.</summary>
    public IEnumerable<long> Leaves(long low, long high, bool newestFirst)
    {
        if (!possible)
            yield break;
        (low, high) = Within(low, high);
        if (low > high)
            yield break;
        foreach (var row in Rows(low, high, newestFirst ? "DESC" : "ASC"))
        {
            if (!filter.LooksAtRows || Passes(row))
                yield return row.Leaf;
        }
    }

    private IEnumerable<IndexRow> Rows(long low, long high, string direction)
    {
        var sql = match switch
        {
            null => $"SELECT leaf, at, room, seq FROM docs WHERE leaf BETWEEN @low AND @high {(hidden is null ? "" : "AND leaf NOT IN (SELECT rowid FROM terms WHERE terms MATCH @hidden)")} ORDER BY leaf {direction}",
            _ when filter.LooksAtRows => $"SELECT leaf, at, room, seq FROM terms CROSS JOIN docs ON docs.leaf=terms.rowid WHERE terms MATCH @match AND terms.rowid BETWEEN @low AND @high ORDER BY terms.rowid {direction}",
            _ => $"SELECT rowid AS leaf, 0 AS at, NULL AS room, NULL AS seq FROM terms WHERE terms MATCH @match AND rowid BETWEEN @low AND @high ORDER BY rowid {direction}",
        };
        using var reader = connection.ExecuteReader(sql, new { match, hidden, low, high });
        while (reader.Read())
            yield return new IndexRow(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetInt64(3));
    }

    /// <summary>By the times of blocks: which leaves can be meant at all.</summary>
    private (long Low, long High) Within(long low, long high)
    {
        if (filter.From is null && filter.To is null)
            return (low, high);
        var (first, last) = connection.QuerySingle<(long?, long?)>("SELECT min(block), max(block) FROM blocks WHERE high>=@from AND low<@to",
            new { from = filter.From ?? long.MinValue, to = filter.To ?? long.MaxValue });
        return first is null || last is null ? (1, 0) : (Math.Max(low, first.Value * PartitionFile.BlockLeaves), Math.Min(high, ((last.Value + 1) * PartitionFile.BlockLeaves) - 1));
    }

    private bool Passes(IndexRow row)
    {
        if (row.At < (filter.From ?? long.MinValue) || row.At >= (filter.To ?? long.MaxValue))
            return false;
        foreach (var person in filter.People)
        {
            if (!person.WasThere(row.RoomRow, row.Seq) && !Has(row.Leaf, Facets.Person(person.User)))
                return false;
        }
        return true;
    }

    private bool Has(long leaf, string facet) => connection.ExecuteScalar<long>(
        "SELECT EXISTS (SELECT 1 FROM terms WHERE terms MATCH @facet AND rowid=@leaf)", new { leaf, facet = Writer.AnyOf([facet]) }) != 0;
}
