using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Media;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Media;

/// <summary>Which media are here, and whose they are as long as no event refers to them.</summary>
internal sealed class MediaCatalog(Database database, AppendLog log, MediaFiles files, MediaNames names, MediaKeys keys, TimeProvider time)
{
    /// <summary>Of infected octets, too: see <see cref="StoredMedia.IsHere"/>.</summary>
    public StoredMedia? Find(string digest) => database.Read(c => Find(c, names.Of(digest)));

    /// <summary>The octets themselves, as they were put in: from any place, one chunk in memory. Null when they are not here.</summary>
    /// <param name="digest">base64url(SHA-256(octets)).</param>
    /// <exception cref="DataFileException">The file is not what was written; reading throws it, too.</exception>
    public Stream? Open(string digest) => Find(digest) is { IsHere: true } media ? files.Open(media) : null;

    public static StoredMedia? Find(SqliteConnection connection, MediaName name) =>
        connection.QuerySingleOrDefault<Row>("SELECT file, key, size, type, scan FROM media WHERE name=@Value", new { name.Value }) is { } row
            ? new StoredMedia(name, row.File, row.Key, row.Size, row.Type, row.Scan is null ? null : JsonSerializer.Deserialize(row.Scan, OcipJson.Default.MediaScan))
            : null;

    /// <summary>How many media of an owner no event refers to, and their octets; those that are still coming count as a whole.</summary>
    public (long Count, long Octets) Unused(string owner) => database.Read(c => c.QuerySingle<(long, long)>("""
        SELECT count(*), coalesce(sum(size), 0) FROM (
          SELECT size FROM media_uploads WHERE owner=@owner UNION ALL SELECT length FROM media_partial WHERE owner=@owner AND done IS NULL)
        """, new { owner }));

    /// <summary>
    /// Keeps what has arrived: the file gets its place, then the store its rows. Durable when this returns. A crash between the two leaves a file without
    /// a row, which is swept; the same octets may be here already, and are kept once. Infected octets get a row and no file.
    /// </summary>
    /// <param name="arrived">What has come, with what the scanner said.</param>
    /// <param name="owner">Whose it is until an event refers to it.</param>
    /// <param name="also">Changes in the same commit.</param>
    public async Task<DateTimeOffset> KeepAsync(ArrivedMedia arrived, string owner, Action<SqliteConnection>? also = null)
    {
        var name = names.Of(arrived.Hash);
        var now = time.GetUtcNow();
        var keeping = new Keeping(arrived, name, owner, now, also);
        using var one = await files.LockAsync(name);
        if (arrived.Scan?.Verdict == MediaVerdicts.Infected)
        {
            await log.WriteAsync(c => PutInfected(c, keeping));
            return now;
        }
        var known = database.Read(c => Find(c, name));
        if (known is { File: { } file } && files.Exists(file) && await log.WriteAsync(c => TryRefer(c, keeping)))
            return now;
        // Not here, or its last record ended just now.
        files.Place(arrived.File);
        try
        {
            await log.WriteAsync(c => Put(c, keeping));
        }
        finally
        {
            files.Settle(arrived.File);
        }
        return now;
    }

    /// <summary>True when the octets are still here for one owner more.</summary>
    private static bool TryRefer(SqliteConnection connection, Keeping keeping)
    {
        if (connection.Execute("UPDATE media SET scan=coalesce(@scan, scan) WHERE name=@name AND file IS NOT NULL", new { name = keeping.Name.Value, scan = keeping.Scan }) == 0)
            return false;
        PutUpload(connection, keeping);
        return true;
    }

    private bool Put(SqliteConnection connection, Keeping keeping)
    {
        var arrived = keeping.Arrived;
        connection.Execute("""
            INSERT INTO media(name, file, key, size, type, scan, stored) VALUES (@name, @File, @key, @Size, @Type, @scan, @stored)
            ON CONFLICT (name) DO UPDATE SET file=excluded.file, key=excluded.key, scan=excluded.scan
            """, new { name = keeping.Name.Value, arrived.File, key = keys.Wrap(connection, keeping.At, arrived.Key), arrived.Size, arrived.Type, scan = keeping.Scan, stored = WireTime.Format(keeping.At) });
        PutUpload(connection, keeping);
        return true;
    }

    /// <summary>What records refer to already stays as it was archived: only what comes from now on is refused.</summary>
    private static bool PutInfected(SqliteConnection connection, Keeping keeping)
    {
        connection.Execute("INSERT INTO media(name, size, type, scan, stored) VALUES (@name, @Size, @Type, @scan, @stored) ON CONFLICT (name) DO UPDATE SET scan=excluded.scan",
            new { name = keeping.Name.Value, keeping.Arrived.Size, keeping.Arrived.Type, scan = keeping.Scan, stored = WireTime.Format(keeping.At) });
        PutUpload(connection, keeping);
        return true;
    }

    private static void PutUpload(SqliteConnection connection, Keeping keeping)
    {
        connection.Execute("INSERT INTO media_uploads(owner, name, size, at) VALUES (@Owner, @name, @Size, @at) ON CONFLICT (owner, name) DO UPDATE SET at=excluded.at",
            new { keeping.Owner, name = keeping.Name.Value, keeping.Arrived.Size, at = keeping.At.ToUnixTimeSeconds() });
        keeping.Also?.Invoke(connection);
    }

    private sealed record Keeping(ArrivedMedia Arrived, MediaName Name, string Owner, DateTimeOffset At, Action<SqliteConnection>? Also)
    {
        public string? Scan => Arrived.Scan is { } scan ? JsonSerializer.Serialize(scan, OcipJson.Default.MediaScan) : null;
    }

    private sealed class Row
    {
        public string? File { get; init; }

        public byte[]? Key { get; init; }

        public long Size { get; init; }

        public string Type { get; init; } = "";

        public string? Scan { get; init; }
    }
}
