using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Time;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>What the writer needs of the schedule: which classes apply to what it appends. Read again after each change.</summary>
internal sealed class Assignment
{
    private readonly Database database;
    private volatile ScheduleHistory history = null!;
    private volatile ClassMatcher matcher = null!;

    public Assignment(Database database)
    {
        this.database = database;
        Refresh();
    }

    public ScheduleHistory History => history;

    /// <summary>For the writer's thread.</summary>
    public ClassMatcher Matcher => matcher;

    public void Refresh() => database.Read(connection =>
    {
        history = Read(connection);
        var groups = connection.Query<(string Name, long User)>("SELECT name, user_id FROM group_members").GroupBy(g => g.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(m => m.User).ToArray(), StringComparer.Ordinal);
        matcher = new ClassMatcher(history.Current, groups);
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
