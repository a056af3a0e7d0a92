using Dapper;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Media;

/// <summary>Which media are here, and whose they are as long as no event refers to them.</summary>
internal sealed class MediaCatalog(Database database, AppendLog log, MediaFiles files, TimeProvider time)
{
    public StoredMedia? Find(string digest) => database.Read(c => Find(c, digest));

    public static StoredMedia? Find(SqliteConnection connection, string digest) =>
        connection.QuerySingleOrDefault<StoredMedia>("SELECT digest, size, type FROM media WHERE digest=@digest", new { digest });

    /// <summary>How many media of an owner no event refers to, and their octets.</summary>
    public (long Count, long Octets) Unused(string owner) => database.Read(c =>
        c.QuerySingle<(long, long)>("SELECT count(*), coalesce(sum(size), 0) FROM media_uploads WHERE owner=@owner", new { owner }));

    /// <summary>
    /// Keeps what has arrived: the file gets its name, then the store its rows. Durable when this returns. A crash between the two leaves a file without
    /// a row, which is swept; the same octets may be here already, and are kept once.
    /// </summary>
    public async Task<DateTimeOffset> KeepAsync(MediaWriter arrived, StoredMedia media, string owner)
    {
        using var one = await files.LockAsync(media.Digest);
        if (Find(media.Digest) is null || !files.Exists(media.Digest))
            files.Place(arrived.Path, media.Digest);
        var now = time.GetUtcNow();
        await log.WriteAsync(c => c.Execute("""
            INSERT INTO media(digest, size, type, stored) VALUES (@Digest, @Size, @Type, @stored) ON CONFLICT DO NOTHING;
            INSERT INTO media_uploads(owner, digest, size, at) VALUES (@owner, @Digest, @Size, @at) ON CONFLICT (owner, digest) DO UPDATE SET at=excluded.at;
            """, new { media.Digest, media.Size, media.Type, stored = WireTime.Format(now), owner, at = now.ToUnixTimeSeconds() }));
        return now;
    }
}
