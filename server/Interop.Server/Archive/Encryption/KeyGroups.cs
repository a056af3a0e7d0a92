using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Interop.Protocol.Time;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive.Encryption;

/// <summary>Keys of groups: in the store wrapped under the key-encryption key, in memory ready for use.</summary>
internal sealed class KeyGroups(Database database, IKeyEncryption encryption)
{
    private const int KeptMax = 20_000;
    private readonly ConcurrentDictionary<long, GroupKey> byId = new();
    // The writer's thread alone looks up by name.
    private readonly Dictionary<KeyGroup, GroupKey> byName = [];

    /// <summary>The key-encryption key that wraps from now on.</summary>
    public string Current { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); } = "";

    /// <summary>Before anything is written: takes the key-encryption key that is in use, and makes the first one.</summary>
    /// <exception cref="EncryptionKeyException">One that is needed is not there.</exception>
    public void Begin(SqliteConnection writer, DateTimeOffset now)
    {
        // A crash between the commit that says so and the deed.
        foreach (var destroyed in writer.Query<string>("SELECT id FROM key_encryption_keys WHERE destroyed IS NOT NULL").AsList())
            encryption.Destroy(destroyed);
        if (writer.QuerySingleOrDefault<string?>("SELECT id FROM key_encryption_keys WHERE retired IS NULL") is { } inUse)
        {
            Current = inUse;
            // A key that is not there is missed now, and not by the first who reads.
            foreach (var needed in writer.Query<string>("SELECT DISTINCT kek FROM key_groups").Append(inUse).AsList())
                encryption.Wrap(needed, new byte[WrappedKey.KeyOctets], []);
            return;
        }
        // A crash before the row is there leaves a file that nothing names, and no harm.
        Current = encryption.Create();
        writer.Execute("INSERT INTO key_encryption_keys(id, created) VALUES (@Current, @at)", new { Current, at = WireTime.Format(now) });
    }

    /// <summary>The key of a group, for reading.</summary>
    /// <exception cref="EncryptionKeyException">The group is not there, or its key cannot be unwrapped.</exception>
    public GroupKey Get(long id)
    {
        if (byId.TryGetValue(id, out var known))
            return known;
        var row = database.Read(c => c.QuerySingleOrDefault<Row>("SELECT id, class, period, subject, kek, wrapped FROM key_groups WHERE id=@id", new { id }))
            ?? throw new EncryptionKeyException(string.Create(CultureInfo.InvariantCulture, $"Key group {id} is not in the archive: what was encrypted under it cannot be read."));
        return Keep(Unwrap(row));
    }

    /// <summary>The key of a group, for writing; made when it is not there. On the writer's thread, in its transaction.</summary>
    public GroupKey GetOrAdd(SqliteConnection writer, in KeyGroup group)
    {
        if (byName.TryGetValue(group, out var known))
            return known;
        if (byName.Count >= KeptMax)
            byName.Clear();
        var row = writer.QuerySingleOrDefault<Row>("SELECT id, class, period, subject, kek, wrapped FROM key_groups WHERE class=@Class AND period=@Period AND subject=@Subject",
            new { group.Class, group.Period, group.Subject });
        return byName[group] = Keep(row is null ? Add(writer, group) : Unwrap(row));
    }

    /// <summary>The writer's transaction was rolled back: groups that it has made are not there.</summary>
    public void RolledBack() => byName.Clear();

    /// <summary>Wraps up to <paramref name="max"/> keys anew that are under another key-encryption key; answers how many. In the writer's transaction.</summary>
    public int Rewrap(SqliteConnection writer, int max)
    {
        var rows = writer.Query<Row>("SELECT id, class, period, subject, kek, wrapped FROM key_groups WHERE kek<>@Current LIMIT @max", new { Current, max }).AsList();
        foreach (var row in rows)
        {
            var key = encryption.Unwrap(row.Kek, row.Wrapped, Context(row.Class, row.Period, row.Subject));
            writer.Execute("UPDATE key_groups SET kek=@Current, wrapped=@wrapped WHERE id=@Id",
                new { Current, row.Id, wrapped = encryption.Wrap(Current, key, Context(row.Class, row.Period, row.Subject)) });
            CryptographicOperations.ZeroMemory(key);
        }
        return rows.Count;
    }

    private GroupKey Add(SqliteConnection writer, in KeyGroup group)
    {
        var key = RandomNumberGenerator.GetBytes(WrappedKey.KeyOctets);
        var wrapped = encryption.Wrap(Current, key, Context(group.Class, group.Period, group.Subject));
        // Ids are random, not counted: one whose transaction was rolled back must never name another key.
        var id = BinaryPrimitives.ReadInt64BigEndian(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;
        writer.Execute("INSERT INTO key_groups(id, class, period, subject, kek, wrapped) VALUES (@id, @Class, @Period, @Subject, @Current, @wrapped)",
            new { id, group.Class, group.Period, group.Subject, Current, wrapped });
        return new GroupKey(id, key);
    }

    private GroupKey Unwrap(Row row) => new(row.Id, encryption.Unwrap(row.Kek, row.Wrapped, Context(row.Class, row.Period, row.Subject)));

    private GroupKey Keep(GroupKey key)
    {
        if (byId.Count >= KeptMax)
            byId.Clear();
        return byId.GetOrAdd(key.Id, key);
    }

    /// <summary>Binds a wrapped key to its group, so that rows of the table cannot be exchanged.</summary>
    private static byte[] Context(string name, string period, long subject) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}\n{period}\n{subject}"));

    private sealed class Row
    {
        public long Id { get; init; }

        public string Class { get; init; } = "";

        public string Period { get; init; } = "";

        public long Subject { get; init; }

        public string Kek { get; init; } = "";

        public byte[] Wrapped { get; init; } = [];
    }
}
