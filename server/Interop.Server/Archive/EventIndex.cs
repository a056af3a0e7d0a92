using Dapper;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>
/// Event id → leaf. Ids are digests, so that a row per event would touch a random page of the index for each and triple what a commit
/// writes. New entries therefore stay in memory, in buckets by their first bits, and a bucket goes to disk when it is worth it: many rows on few
/// neighbouring pages. What a crash takes from memory is read again from the last records at start (spec/decisions/0013).
/// </summary>
internal sealed class EventIndex
{
    /// <summary>Entries younger than this may be in memory only.</summary>
    public const int LagMax = 65_536;

    private const int Buckets = 64;
    private const int BucketRows = 512;

    private readonly Lock gate = new();
    private readonly Dictionary<long, long> recent = [];
    private readonly List<(long Prefix, long Leaf)>[] buckets = [.. Enumerable.Range(0, Buckets).Select(_ => new List<(long, long)>())];

    public static long PrefixOf(ReadOnlySpan<byte> eventDigest) => BitConverter.ToInt64(eventDigest);

    /// <summary>The leaf of an event whose row may not be on disk yet, or null.</summary>
    public long? FindRecent(long prefix)
    {
        lock (gate)
            return recent.TryGetValue(prefix, out var leaf) ? leaf : null;
    }

    /// <summary>Called by the writer, in order of leaves, for what is committed.</summary>
    public void Add(long prefix, long leaf)
    {
        lock (gate)
        {
            recent[prefix] = leaf;
            buckets[BucketOf(prefix)].Add((prefix, leaf));
        }
    }

    /// <summary>Called by the writer inside a commit: writes the buckets that are full, or hold something old.</summary>
    /// <returns>What was written; to be given to <see cref="Written"/> once it is committed.</returns>
    public List<int>? Write(Statement insert, long size)
    {
        List<int>? written = null;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            var rows = buckets[bucket];
            if (rows.Count < BucketRows && (rows.Count == 0 || rows[0].Leaf > size - LagMax))
                continue;
            rows.Sort();
            foreach (var (prefix, leaf) in rows)
                insert.Bind(1, prefix).Bind(2, leaf).Run();
            (written ??= []).Add(bucket);
        }
        return written;
    }

    /// <summary>What was written is committed: it is found on disk from now on.</summary>
    public void Written(List<int> written)
    {
        lock (gate)
        {
            foreach (var bucket in written)
            {
                foreach (var (prefix, leaf) in buckets[bucket])
                {
                    if (recent.TryGetValue(prefix, out var last) && last == leaf)
                        recent.Remove(prefix);
                }
                buckets[bucket].Clear();
            }
        }
    }

    /// <summary>At start: the entries of the last records that are not on disk.</summary>
    public void Load(SqliteConnection connection, long size)
    {
        // A record that was damaged on the disk is the scrub's to name: it must not keep the server from starting.
        foreach (var (leaf, id) in connection.Query<(long, string?)>("""
            SELECT leaf, CASE WHEN json_valid(CAST(record AS TEXT)) THEN json_extract(CAST(record AS TEXT), '$.event') END
            FROM records WHERE leaf>=@from AND kind IN ('event', 'refusal', 'egress') ORDER BY leaf
            """, new { from = size - LagMax }, buffered: false))
        {
            if (id is null || !System.Buffers.Text.Base64Url.IsValid(id, out var octets) || octets != 32)
                continue;
            var prefix = PrefixOf(System.Buffers.Text.Base64Url.DecodeFromChars(id));
            if (connection.ExecuteScalar<long>("SELECT count(*) FROM event_index WHERE prefix=@prefix AND leaf=@leaf", new { prefix, leaf }) == 0)
                Add(prefix, leaf);
        }
    }

    private static int BucketOf(long prefix) => (int)((ulong)prefix >> 58) ^ (Buckets / 2);
}
