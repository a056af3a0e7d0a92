using Interop.Protocol.FederationApi;
using Interop.Server.Pipeline;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>
/// Puts each record into the group of those that are kept as long as it is: one small number in its row. The writer's own; a group costs one
/// statement in the first commit that has a record of it, and one in every later one, however many records they have.
/// </summary>
internal sealed class GroupRows(SqliteConnection connection, Assignment assignment) : IDisposable
{
    /// <summary>Groups remembered; a day has few of them, unless classes start with occasions.</summary>
    private const int RememberedMax = 10_000;

    private readonly Statement insert = new(connection,
        """
        INSERT INTO retention_groups(classes, day, version, person, asked_min, asked_max, floor_by, floor_days, first, last, records) VALUES (?,?,?,?,?,?,?,?,?,-1,0)
        ON CONFLICT (day, classes, version, person, asked_min, asked_max, floor_by, floor_days) DO NOTHING
        """);

    private readonly Statement find = new(connection,
        "SELECT id FROM retention_groups WHERE classes=? AND day=? AND version=? AND person=? AND asked_min=? AND asked_max=? AND floor_by=? AND floor_days=?");
    private readonly Statement update = new(connection, "UPDATE retention_groups SET last=?, records=records+?, ended=0 WHERE id=?");
    private readonly Dictionary<Key, Group> known = [];
    private readonly List<Group> touched = [];

    /// <summary>The classes of an event that is being appended.</summary>
    public ClassSet ClassesOf(MessageContext context) => assignment.Matcher.Of(context.Room, context.Sender.Id, context.HeaderFields);

    /// <summary>What others have asked for of it and was accepted, and what was agreed with them.</summary>
    public KeptExtra ExtraOf(MessageContext context)
    {
        var floor = assignment.FloorOf(context.Room);
        var asked = context.RetentionAnswer is null or { Answer: RetentionAnswer.Cannot } ? null : context.HeaderFields.Retention;
        return asked is null && floor.Days == 0 ? KeptExtra.None : new KeptExtra(asked?.MinUntil?[..10] ?? "", asked?.MaxUntil?[..10] ?? "", floor.By?.Value ?? "", floor.Days);
    }

    /// <summary>The group of a record that is being appended.</summary>
    /// <param name="classes">As <see cref="ClassesOf"/> gave them.</param>
    /// <param name="day">First ten characters of the record's time.</param>
    /// <param name="person">Row of its sender.</param>
    /// <param name="leaf">Its index.</param>
    /// <param name="extra">What others have a say in.</param>
    public long Place(ClassSet classes, string day, long person, long leaf, KeptExtra extra)
    {
        var key = new Key(classes.Json, day, assignment.History.Current.Version, classes.ByPerson ? person : 0, extra);
        if (!known.TryGetValue(key, out var group))
        {
            Bind(insert, key).Bind(9, leaf).Run();
            var id = Bind(find, key).Number();
            if (known.Count >= RememberedMax)
                known.Clear();
            known.Add(key, group = new Group(id!.Value));
        }
        if (group.Records++ == 0)
            touched.Add(group);
        group.Last = leaf;
        return group.Id;
    }

    /// <summary>At the end of a commit.</summary>
    public void Write()
    {
        foreach (var group in touched)
        {
            update.Bind(1, group.Last).Bind(2, group.Records).Bind(3, group.Id).Run();
            group.Records = 0;
        }
        touched.Clear();
    }

    /// <summary>The commit failed: what it wrote is not there.</summary>
    public void Forget()
    {
        known.Clear();
        touched.Clear();
    }

    public void Dispose()
    {
        insert.Dispose();
        find.Dispose();
        update.Dispose();
    }

    private static Statement Bind(Statement statement, Key key) => statement.BindText(1, key.Classes).BindText(2, key.Day).Bind(3, key.Version).Bind(4, key.Person)
        .BindText(5, key.Extra.MinDay).BindText(6, key.Extra.MaxDay).BindText(7, key.Extra.FloorBy).Bind(8, key.Extra.FloorDays);

    private sealed record Key(string Classes, string Day, long Version, long Person, KeptExtra Extra);

    private sealed class Group(long id)
    {
        public long Id { get; } = id;

        public long Records { get; set; }

        public long Last { get; set; }
    }
}
