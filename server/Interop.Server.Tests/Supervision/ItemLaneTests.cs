using Dapper;
using Interop.Server.Archive.Encryption;
using Interop.Server.Storage;
using Interop.Server.Supervision;
using Interop.Server.Supervision.Items;
using Xunit;

namespace Interop.Server.Tests.Supervision;

/// <summary>A page of items is read from an index as it stands, however many there are: nothing is scanned, and nothing sorted.</summary>
public sealed class ItemLaneTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ocip-items-").FullName;

    public static TheoryData<string> Lanes => [.. Each.Keys];

    private static Dictionary<string, ItemLane> Each => new(StringComparer.Ordinal)
    {
        ["queue"] = ItemLane.OfQueue("q", ItemStates.New), ["state"] = ItemLane.OfState(ItemStates.New), ["person"] = ItemLane.OfPerson(1, ItemStates.New),
        ["assignee"] = ItemLane.OfAssignee("rita", ItemStates.Claimed), ["room"] = ItemLane.OfRoom(1), ["text"] = ItemLane.OfText(new byte[16]), ["policy"] = ItemLane.OfPolicy("lexicon:conduct"),
    };

    [Theory, MemberData(nameof(Lanes))]
    public void Page_IsReadFromAnIndex(string name)
    {
        using var database = new Database(folder, new KeyEncryptionFiles(Path.Combine(folder, "keys")));
        var lane = Each[name];
        var arguments = new DynamicParameters(lane.Arguments);
        arguments.Add("before", 1_000_000);
        arguments.Add("limit", 50);
        var plan = database.Read(c => c.Query<(long, long, long, string Detail)>($"EXPLAIN QUERY PLAN {lane.Sql}", arguments).Select(r => r.Detail).ToArray());
        Assert.All(plan, step => Assert.StartsWith("SEARCH", step, StringComparison.Ordinal));
    }

    [Fact]
    public void Counts_FollowEachChange_WithoutCounting()
    {
        using var database = new Database(folder, new KeyEncryptionFiles(Path.Combine(folder, "keys")));
        using var writer = database.OpenWriter();
        writer.Execute("""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000)
            INSERT INTO supervision_items(queue, leaf, source, room, sender, person, policies, state, level, must, archived, day, created)
            SELECT 'q'||(i%2), i, 'policy', i%7, 1, i%5, '[]', 'new', 1, 0, '2026-11-22T09:26:04.246Z', '2026-11-22', '2026-11-22T09:26:04.246Z' FROM n;
            UPDATE supervision_items SET state='claimed', assignee='rita' WHERE id<=100;
            UPDATE supervision_items SET state='closed', assignee=NULL WHERE id<=40;
            UPDATE supervision_items SET state='reopened' WHERE id<=10;
            """);
        foreach (var (queue, state, n) in writer.Query<(string, string, long)>("SELECT queue, state, n FROM supervision_counts").ToList())
            Assert.Equal(writer.ExecuteScalar<long>("SELECT count(*) FROM supervision_items WHERE queue=@queue AND state=@state", new { queue, state }), n);
        Assert.Equal(1970, writer.ExecuteScalar<long>("SELECT sum(n) FROM supervision_open"));
        Assert.Equal(60, writer.ExecuteScalar<long>("SELECT n FROM supervision_claimed WHERE assignee='rita'"));
        Assert.Equal(2000, writer.ExecuteScalar<long>("SELECT sum(n) FROM supervision_person_counts"));
    }

    /// <summary>Of a thousand people two have items: no more is asked for.</summary>
    [Fact]
    public void PeopleWithoutItems_AreNotAskedFor()
    {
        using var database = new Database(folder, new KeyEncryptionFiles(Path.Combine(folder, "keys")));
        using var writer = database.OpenWriter();
        writer.Execute("""
            INSERT INTO supervision_items(queue, leaf, source, room, sender, person, policies, state, level, must, archived, day, created) VALUES
              ('a', 1, 'policy', 1, 1, 7, '[]', 'new', 1, 0, '2026-11-22T09:26:04.246Z', '2026-11-22', '2026-11-22T09:26:04.246Z'),
              ('b', 2, 'policy', 1, 1, 900, '[]', 'new', 1, 0, '2026-11-22T09:26:04.246Z', '2026-11-22', '2026-11-22T09:26:04.246Z'),
              ('b', 3, 'policy', 1, 1, 8, '[]', 'new', 1, 0, '2026-11-22T09:26:04.246Z', '2026-11-22', '2026-11-22T09:26:04.246Z');
            UPDATE supervision_items SET state='closed' WHERE leaf=3;
            """);
        var people = Enumerable.Range(1, 1000).Select(n => (long)n).ToList();
        string[] open = [.. ItemStates.All.Where(s => s != ItemStates.Closed)];
        Assert.Equal([(7, ItemStates.New), (900, ItemStates.New)], ItemList.WithItems(writer, people, new ItemFilter { States = open }));
        Assert.Equal([(900, ItemStates.New)], ItemList.WithItems(writer, people, new ItemFilter { States = open, Queue = "b" }));
        Assert.Equal([(8, ItemStates.Closed)], ItemList.WithItems(writer, people, new ItemFilter { States = [ItemStates.Closed] }));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
