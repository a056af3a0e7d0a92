using Dapper;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Supervision.Items;

/// <summary>Pages of items by cursor (spec 07.9). A page costs what it has, however many items there are.</summary>
internal sealed class ItemList(Database database)
{
    /// <summary>Rows that one page looks at, when filters leave most of them out: then it is short, and says where it goes on.</summary>
    private const int LookedAtMax = 5_000;

    private const int PeopleOfAQuestion = 500;

    /// <summary>The newest first, and where it goes on; null when there are no more.</summary>
    public (List<ItemRow> Items, long? Next) Page(ItemFilter filter, Reviewer reader) => database.Read(c =>
    {
        var found = new List<ItemRow>();
        var before = filter.Before;
        var lanes = LanesOf(c, filter, reader);
        for (var looked = 0; looked < LookedAtMax;)
        {
            var rows = Merge(c, lanes, before, filter.Limit + 1);
            if (rows.Count == 0)
                return (found, null);
            foreach (var row in rows)
            {
                if (found.Count == filter.Limit)
                    return (found, before);
                before = row.Id;
                if (filter.Takes(row) && reader.Sees(row))
                    found.Add(row);
            }
            if (rows.Count <= filter.Limit)
                return (found, null);
            looked += rows.Count;
        }
        return (found, (long?)before);
    });

    /// <summary>What of the indexes a question needs: the narrowest of what it names.</summary>
    public static IReadOnlyList<ItemLane> LanesOf(SqliteConnection connection, ItemFilter filter, Reviewer reader)
    {
        if (filter.Same is { } item)
            return connection.QuerySingleOrDefault<byte[]?>("SELECT same FROM supervision_items WHERE id=@item", new { item }) is { } same ? [ItemLane.OfText(same)] : [];
        if (filter.Like is { } like)
            return [ItemLane.OfLike(like)];
        if (filter.Room is { } room)
            return [ItemLane.OfRoom(room)];
        if (filter.Assignee is { } assignee)
            return [.. filter.States.Select(state => ItemLane.OfAssignee(assignee, state))];
        if (filter.Policy is { } policy)
            return [ItemLane.OfPolicy(policy)];
        if (reader.SeesAll)
            return [.. filter.States.Select(state => filter.Queue is { } one ? ItemLane.OfQueue(one, state) : ItemLane.OfState(state))];
        var queues = filter.Queue is { } queue ? reader.ItemQueues.Where(q => q == queue) : reader.ItemQueues;
        return
        [
            .. from name in queues from state in filter.States select ItemLane.OfQueue(name, state),
            .. from lane in WithItems(connection, reader.People, filter) select ItemLane.OfPerson(lane.Person, lane.State),
        ];
    }

    /// <summary>Of which people there are items in which state: a supervisor has many people, and most of them none.</summary>
    public static IReadOnlyList<(long Person, string State)> WithItems(SqliteConnection connection, IEnumerable<long> people, ItemFilter filter) =>
    [
        .. people.Chunk(PeopleOfAQuestion).SelectMany(some => connection.Query<(long, string)>(
            "SELECT DISTINCT person, state FROM supervision_person_counts WHERE person IN @some AND n>0 AND state IN @States AND (@Queue IS NULL OR queue=@Queue)", new { some, filter.States, filter.Queue })),
    ];

    private static List<ItemRow> Merge(SqliteConnection connection, IReadOnlyList<ItemLane> lanes, long before, int limit)
    {
        var rows = new Dictionary<long, ItemRow>();
        foreach (var lane in lanes)
        {
            var arguments = new DynamicParameters(lane.Arguments);
            arguments.Add("before", before);
            arguments.Add("limit", limit);
            foreach (var row in connection.Query<ItemRow>(lane.Sql, arguments))
                rows[row.Id] = row;
        }
        return [.. rows.Values.OrderByDescending(row => row.Id).Take(limit)];
    }
}
