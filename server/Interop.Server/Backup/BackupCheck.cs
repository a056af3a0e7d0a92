using System.Globalization;
using Dapper;
using Interop.Protocol.Evidence;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Backup;

/// <summary>Whether a copy of the database is whole: every record hashed again, up to the root that the newest checkpoint in it has signed.</summary>
internal static class BackupCheck
{
    /// <summary>The copy's records and checkpoint.</summary>
    /// <param name="file">The copied database.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="InvalidDataException">The copy is not what the log is; the message says what is wrong.</exception>
    public static (long Records, string Checkpoint, int Schema, string[] Media) Run(string file, CancellationToken stop)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        if (connection.QueryFirst<string>("PRAGMA quick_check(1)") is not "ok" and var damage)
            throw new InvalidDataException($"the copied database is damaged: {damage}");
        var frontier = new MerkleFrontier(0, []);
        foreach (var record in connection.Query<byte[]>("SELECT record FROM records ORDER BY leaf", buffered: false))
        {
            stop.ThrowIfCancellationRequested();
            frontier.Append(MerkleTree.LeafHash(record));
        }
        var note = connection.QuerySingleOrDefault<string?>("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1") ?? throw new InvalidDataException("the log is empty");
        var lines = note.Split('\n');
        if (lines[1] != frontier.Size.ToString(CultureInfo.InvariantCulture) || lines[2] != Convert.ToBase64String(frontier.Root()))
            throw new InvalidDataException($"the copied records do not have the root of their checkpoint over {lines[1]} records");
        var media = connection.Query<string>("SELECT file FROM media WHERE file IS NOT NULL").ToArray();
        return (frontier.Size, note, connection.ExecuteScalar<int>("PRAGMA user_version"), media);
    }
}
