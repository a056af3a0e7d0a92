using Dapper;
using Interop.Protocol.Evidence;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Scrubbing;

/// <summary>Where a pass is: kept every few seconds, so that a restart goes on there.</summary>
internal sealed class ScrubState
{
    public required long Pass { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>Records that the pass goes over: the log as it was at its beginning.</summary>
    public required long Size { get; init; }

    public long Leaf => Edge.Size;

    public TreeEdge Edge { get; init; } = new(0, []);

    public long Files { get; set; }

    public DateTimeOffset? Finished { get; set; }

    /// <summary>The newest pass; null when there was none.</summary>
    public static ScrubState? Load(SqliteConnection connection) =>
        connection.QuerySingleOrDefault<Row>("SELECT pass, started, size, leaf, edge, files, finished FROM scrub_passes ORDER BY pass DESC LIMIT 1") is not { } row ? null
        : new ScrubState
        {
            Pass = row.Pass,
            Started = WireTime.Parse(row.Started),
            Size = row.Size,
            Edge = row.Edge is null ? new TreeEdge(0, []) : new TreeEdge(row.Leaf, LevelsOf(row.Edge)),
            Files = row.Files,
            Finished = row.Finished is null ? null : WireTime.Parse(row.Finished),
        };

    public void Keep(SqliteConnection writer)
    {
        writer.Execute("""
            INSERT INTO scrub_passes(pass, started, size, leaf, edge, media, files, finished) VALUES (@Pass, @started, @Size, @Leaf, @edge, '', @Files, @finished)
            ON CONFLICT (pass) DO UPDATE SET leaf=excluded.leaf, edge=excluded.edge, files=excluded.files, finished=excluded.finished
            """, new
        {
            Pass, started = WireTime.Format(Started), Size, Leaf, edge = Octets(), Files, finished = Finished is { } at ? WireTime.Format(at) : null,
        });
    }

    /// <summary>Each level: two octets for how many, then the hashes.</summary>
    private byte[] Octets()
    {
        using var all = new MemoryStream();
        foreach (var level in Edge.Levels.Select(l => l.ToList()))
        {
            all.WriteByte((byte)(level.Count >> 8));
            all.WriteByte((byte)level.Count);
            foreach (var hash in level)
                all.Write(hash);
        }
        return all.ToArray();
    }

    private static List<byte[][]> LevelsOf(byte[] octets)
    {
        var levels = new List<byte[][]>();
        for (var at = 0; at < octets.Length;)
        {
            var count = (octets[at] << 8) + octets[at + 1];
            levels.Add([.. octets[(at + 2)..(at + 2 + (count * MerkleTree.HashLength))].Chunk(MerkleTree.HashLength)]);
            at += 2 + (count * MerkleTree.HashLength);
        }
        return levels;
    }

    private sealed class Row
    {
        public long Pass { get; init; }

        public string Started { get; init; } = "";

        public long Size { get; init; }

        public long Leaf { get; init; }

        public byte[]? Edge { get; init; }

        public long Files { get; init; }

        public string? Finished { get; init; }
    }
}
