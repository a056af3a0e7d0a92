using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Server.Supervision.Settings;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Supervision.Following;

/// <summary>
/// What some records bring: items, sums, and what officers have read. Written with the cursor in one transaction, so that after a crash nothing is there
/// twice and nothing is missing.
/// </summary>
internal sealed class FollowedPage
{
    public List<NewItem> Items { get; } = [];

    /// <summary>By day, what and name.</summary>
    public Dictionary<(string Day, string What, string Name), long> Sums { get; } = [];

    /// <summary>Messages by day and what was found in them.</summary>
    public Dictionary<(string Day, FoundTerm Term), long> Terms { get; } = [];

    public List<OfficerRead> Reads { get; } = [];

    public void Add(string day, string what, string name) => Sums[(day, what, name)] = Sums.GetValueOrDefault((day, what, name)) + 1;

    /// <summary>False: somebody else has taken these records meanwhile.</summary>
    public bool Write(SqliteConnection connection, long cursor, long next, string created)
    {
        if (connection.Execute("UPDATE supervision_follower SET cursor=@next WHERE id=1 AND cursor=@cursor", new { cursor, next }) == 0)
            return false;
        WriteRest(connection, created);
        return true;
    }

    public void WriteRest(SqliteConnection connection, string created)
    {
        foreach (var item in Items)
            Write(connection, item, created);
        foreach (var ((day, what, name), n) in Sums)
            SupervisionSums.Add(connection, day, what, name, n);
        foreach (var ((day, term), n) in Terms)
            TermSums.AddHits(connection, day, term, n);
        foreach (var read in Reads)
            connection.Execute("INSERT INTO officer_reads(leaf, at, officer, what, state, item, records) VALUES (@Leaf, @At, @Officer, @What, @State, @Item, @Records) ON CONFLICT DO NOTHING", read);
    }

    private static void Write(SqliteConnection connection, NewItem item, string created)
    {
        var day = item.Archived[..10];
        var id = connection.QuerySingleOrDefault<long?>("""
            INSERT INTO supervision_items(queue, leaf, source, room, sender, person, policies, network, state, level, must, archived, day, created, due, same)
            VALUES (@Queue, @Leaf, @Source, @Room, @Sender, @Person, @policies, @Network, 'new', 1, @Must, @Archived, @day, @created, @Due, @Same) ON CONFLICT DO NOTHING RETURNING id
            """, new { item.Queue, item.Leaf, item.Source, item.Room, item.Sender, item.Person, policies = JsonSerializer.Serialize(item.Policies, OcipJson.Default.StringArray), item.Network, item.Must, item.Archived, day, created, item.Due, item.Same });
        if (id is { } made)
        {
            SupervisionSums.Add(connection, day, SupervisionSums.Item, item.Source, 1);
            SupervisionSums.Add(connection, day, SupervisionSums.PersonItem, SupervisionSums.Person(item.Person), 1);
            connection.Execute("INSERT INTO supervision_item_policies(policy, item) VALUES (@policy, @made) ON CONFLICT DO NOTHING", item.Policies.Select(p => new { policy = BuiltInPolicies.NameOf(p), made }));
            connection.Execute("INSERT INTO supervision_item_terms(item, policy, term) VALUES (@made, @Policy, @What) ON CONFLICT DO NOTHING", item.Terms.Select(t => new { made, t.Policy, t.What }));
            connection.Execute("INSERT INTO supervision_bands(band, item) VALUES (@band, @made) ON CONFLICT DO NOTHING", item.Bands.Select(band => new { band, made }));
        }
        if (item.Report is { } leaf)
            connection.Execute("INSERT INTO supervision_steps(item, leaf) SELECT id, @leaf FROM supervision_items WHERE queue=@Queue AND leaf=@message ON CONFLICT DO NOTHING", new { leaf, item.Queue, message = item.Leaf });
    }
}
