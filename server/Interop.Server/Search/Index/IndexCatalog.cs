using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search.Index;

/// <summary>
/// What the index has taken in: {data}/index/catalog.db. It is written after the partitions, so that a crash between them makes the indexer read some records
/// again, which the partitions then have already; never the other way round. Without it the whole index is made anew.
/// </summary>
internal sealed class IndexCatalog : IDisposable
{
    // format: of everything in the folder, this version's or another's. cursor: leaves below it are indexed, but for those of waiting, which are sealed. outgoing: own events
    // that went to their hub and are not back: when they are, they have a second record, and the text is that one's.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS partitions (
          class TEXT NOT NULL, year INTEGER NOT NULL, quarter INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, redo INTEGER,
          PRIMARY KEY (class, year, quarter)) STRICT;
        CREATE TABLE IF NOT EXISTS waiting (leaf INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE IF NOT EXISTS outgoing (event TEXT PRIMARY KEY, leaf INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS room_states (room INTEGER NOT NULL, leaf INTEGER NOT NULL, PRIMARY KEY (room, leaf)) STRICT, WITHOUT ROWID;
        """;

    private readonly Lock gate = new();
    private readonly SqliteConnection connection;

    public IndexCatalog(string path)
    {
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA busy_timeout=5000;");
        connection.Execute(Schema);
    }

    public long Format => State("format");

    /// <summary>The next leaf to take in.</summary>
    public long Cursor => State("cursor");

    /// <summary>Whether it was closed; from now on it is open.</summary>
    public bool Open()
    {
        if (State("closed") != 1)
            return false;
        try
        {
            Write(c => SetState(c, "closed", 0));
            return true;
        }
        catch (SqliteException full) when (full.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL)
        {
            // A full disk must not keep the server from starting: what cannot be noted counts as not closed.
            return false;
        }
    }

    /// <summary>Of the last time that everything was made anew: up to which record, since when, and when it was done (milliseconds since 1970, 0 for not yet). Null: never.</summary>
    public (long Upto, long Begun, long Done)? Rebuild => Read(c => Number(c, "rebuild-begun") is > 0 and var begun ? (Number(c, "rebuild-upto"), begun, Number(c, "rebuild-done")) : ((long, long, long)?)null);

    public bool IsSound() => Read(c => c.ExecuteScalar<string>("PRAGMA integrity_check(1)") == "ok");

    public List<PartitionState> Partitions() => Read(c => c.Query<(string Class, int Year, int Quarter, long First, long Last, long? Redo)>("SELECT class, year, quarter, first, last, redo FROM partitions")
        .Select(p => new PartitionState(new PartitionName(p.Class, p.Year, p.Quarter), p.First, p.Last, p.Redo)).ToList());

    public List<long> Waiting() => Read(c => c.Query<long>("SELECT leaf FROM waiting ORDER BY leaf").AsList());

    public void SetFormat(long format) => Write(c => SetState(c, "format", format));

    /// <summary>In one transaction: how far the index is, what it has left out because it is sealed, and where names of rooms were set.</summary>
    public void Advance(IndexProgress progress) => Write(c =>
    {
        if (progress.Cursor > Number(c, "cursor"))
            SetState(c, "cursor", progress.Cursor);
        c.Execute("DELETE FROM waiting WHERE leaf=@leaf", progress.Opened.Select(leaf => new { leaf }));
        c.Execute("INSERT OR IGNORE INTO waiting(leaf) VALUES (@leaf)", progress.Sealed.Select(leaf => new { leaf }));
        c.Execute("INSERT OR IGNORE INTO outgoing(event, leaf) VALUES (@Key, @Value)", progress.Outgoing.Select(o => new { o.Key, o.Value }));
        c.Execute("DELETE FROM outgoing WHERE event=@ev", progress.Back.Select(ev => new { ev }));
        c.Execute("INSERT OR IGNORE INTO room_states(room, leaf) VALUES (@Room, @Leaf)", progress.RoomStates.Select(r => new { r.Room, r.Leaf }));
    });

    public Dictionary<string, long> Outgoing() => Read(c => c.Query<(string Event, long Leaf)>("SELECT event, leaf FROM outgoing").ToDictionary(o => o.Event, o => o.Leaf, StringComparer.Ordinal));

    public void Forget(long first, long last) => Write(c =>
        c.Execute("DELETE FROM waiting WHERE leaf BETWEEN @first AND @last; DELETE FROM outgoing WHERE leaf BETWEEN @first AND @last;", new { first, last }));

    /// <summary>A partition has these leaves too. Before they are written, so that no file is ever unknown.</summary>
    public void Cover(PartitionName name, long first, long last) => Write(c => c.Execute("""
        INSERT INTO partitions(class, year, quarter, first, last) VALUES (@Class, @Year, @Quarter, @first, @last)
        ON CONFLICT DO UPDATE SET first=min(first, excluded.first), last=max(last, excluded.last)
        """, new { name.Class, name.Year, name.Quarter, first, last }));

    public void SetRedo(PartitionName name, long? redo) => Write(c =>
        c.Execute("UPDATE partitions SET redo=@redo WHERE class=@Class AND year=@Year AND quarter=@Quarter", new { name.Class, name.Year, name.Quarter, redo }));

    public void Drop(PartitionName name) => Write(c =>
        c.Execute("DELETE FROM partitions WHERE class=@Class AND year=@Year AND quarter=@Quarter", new { name.Class, name.Year, name.Quarter }));

    /// <summary>Everything is to be read again; searches are partial until it has reached what there is now.</summary>
    /// <param name="upto">Records of the log now.</param>
    /// <param name="begun">Milliseconds since 1970.</param>
    public void Reset(long upto, long begun) => Write(c =>
    {
        c.Execute("DELETE FROM state WHERE name='cursor'; DELETE FROM partitions; DELETE FROM waiting; DELETE FROM outgoing; DELETE FROM room_states;");
        // Of an empty log nothing was ever there.
        SetState(c, "rebuild-upto", upto);
        SetState(c, "rebuild-begun", upto == 0 ? 0 : begun);
        SetState(c, "rebuild-done", 0);
    });

    public void Rebuilt(long at) => Write(c => SetState(c, "rebuild-done", at));

    /// <summary>Records, newest first, that have set name or topic of the room.</summary>
    public List<long> RoomStates(long room, long before) =>
        Read(c => c.Query<long>("SELECT leaf FROM room_states WHERE room=@room AND leaf<=@before ORDER BY leaf DESC LIMIT 50", new { room, before }).AsList());

    public void Truncate() => Read(c => c.Execute("PRAGMA wal_checkpoint(TRUNCATE)"));

    public void Dispose()
    {
        lock (gate)
        {
            SetState(connection, "closed", 1);
            connection.Dispose();
        }
    }

    private long State(string name) => Read(c => Number(c, name));

    private static long Number(SqliteConnection c, string name) => c.ExecuteScalar<long?>("SELECT value FROM state WHERE name=@name", new { name }) ?? 0;

    private static int SetState(SqliteConnection c, string name, long value) => c.Execute("INSERT OR REPLACE INTO state(name, value) VALUES (@name, @value)", new { name, value });

    private T Read<T>(Func<SqliteConnection, T> read)
    {
        lock (gate)
            return read(connection);
    }

    private void Write(Action<SqliteConnection> write)
    {
        lock (gate)
        {
            using var transaction = connection.BeginTransaction();
            write(connection);
            transaction.Commit();
        }
    }
}
