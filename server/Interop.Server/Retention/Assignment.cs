using System.Collections.Frozen;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>What the writer needs of the schedule: which classes apply to what it appends, and which floors were agreed. Read again after each change.</summary>
internal sealed class Assignment
{
    private readonly Database database;
    private volatile ScheduleHistory history = null!;
    private volatile ClassMatcher matcher = null!;
    private volatile FrozenDictionary<ProviderName, int> floors = FrozenDictionary<ProviderName, int>.Empty;

    public Assignment(Database database)
    {
        this.database = database;
        Refresh();
    }

    public ScheduleHistory History => history;

    public ClassMatcher Matcher => matcher;

    /// <summary>The highest floor of the agreements with those who have a part in a room (spec 9.4); no days for none.</summary>
    public (ProviderName? By, int Days) FloorOf(Room room)
    {
        var highest = ((ProviderName?)null, Days: 0);
        if (floors.Count == 0)
            return highest;
        foreach (var peer in room.IsOrderedHere ? room.Peers : room.Peers.Append(room.Hub))
        {
            if (floors.TryGetValue(peer, out var days) && days > highest.Days)
                highest = (peer, days);
        }
        return highest;
    }

    public void Refresh() => database.Read(connection =>
    {
        history = Read(connection);
        var groups = connection.Query<(string Name, long User)>("SELECT name, user_id FROM group_members").GroupBy(g => g.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(m => m.User).ToArray(), StringComparer.Ordinal);
        var people = connection.Query<(string Name, string User)>("SELECT name, user FROM people_groups").GroupBy(g => g.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(m => UserId.Parse(m.User)).ToArray(), StringComparer.Ordinal);
        matcher = new ClassMatcher(history.Current, groups, people);
        floors = connection.Query<(string Provider, int Days)>("""
            SELECT provider, json_extract(document, '$.retentionFloorDays') FROM agreements a
            WHERE version=(SELECT max(version) FROM agreements b WHERE b.provider=a.provider) AND json_extract(document, '$.retentionFloorDays')>0
            """).ToFrozenDictionary(a => ProviderName.Parse(a.Provider), a => a.Days);
        return true;
    });

    private static ScheduleHistory Read(SqliteConnection connection)
    {
        var versions = new List<ScheduleVersion> { new(0, [BuiltInClasses.Default]) };
        foreach (var row in connection.Query<Row>("SELECT version, document, at, author, shortens, approved_by AS ApprovedBy FROM retention_schedules ORDER BY version"))
        {
            versions.Add(new ScheduleVersion(row.Version, JsonSerializer.Deserialize(row.Document, OcipJson.Default.ScheduleRequest)!.Classes)
            {
                At = row.At, Author = row.Author, ApprovedBy = row.ApprovedBy, IsUnapproved = row.Shortens && row.ApprovedBy is null,
            });
        }
        var occasions = connection.Query<(string Class, long Person, string At)>("SELECT class, person, at FROM retention_occasions")
            .ToDictionary(o => (o.Class, o.Person), o => WireTime.Parse(o.At));
        return new ScheduleHistory(versions, occasions);
    }

    private sealed class Row
    {
        public long Version { get; init; }

        public string Document { get; init; } = "";

        public string At { get; init; } = "";

        public string Author { get; init; } = "";

        public bool Shortens { get; init; }

        public string? ApprovedBy { get; init; }
    }
}
