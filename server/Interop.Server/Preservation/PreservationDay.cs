using System.Buffers.Text;
using System.Globalization;
using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Evidence;
using Interop.Server.Archive;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Preservation;

/// <summary>
/// The proof of a day (RET-9.71): how many records a hold keeps, one root over their leaf hashes, and that their bodies are there. A day costs what the day has
/// brought: of the records before, only the peaks of their tree are needed, what was ended since, and a thirtieth that is looked at again.
/// </summary>
internal sealed class PreservationDay(Database database, AppendLog log, Alarms alarms)
{
    private const int PageRecords = 5000;
    private const int DaysPerRound = 30;

    private const string Gone = """
        SELECT leaf FROM records WHERE leaf>=@from AND leaf<@to AND (ended>@placed OR (kind='event' AND body IS NULL AND ended IS NULL))
        """;

    /// <summary>Holds that have no proof of this day.</summary>
    public IReadOnlyList<HoldRow> Unproved(string day) => database.Read(c => c.Query<HoldRow>(
        $"SELECT {HoldRow.Columns} FROM legal_holds h WHERE state='placed' AND NOT EXISTS (SELECT 1 FROM preservation_proofs p WHERE p.hold=h.n AND p.day=@day) ORDER BY n", new { day }).AsList());

    /// <summary>Looks, and archives what it found. A crash before the commit: it is looked again. After it: the day is done.</summary>
    public async Task ProveAsync(HoldRow hold, string day, CancellationToken stop)
    {
        // A query is tried record by record; what it was not tried on counts when it was.
        var size = hold.Query is null ? log.Committed : hold.Searched!.Value + 1;
        var before = database.Read(c => c.QuerySingleOrDefault<Row>("SELECT upto, count, frontier FROM preserved WHERE hold=@N", new { hold.N })) ?? new Row();
        // What a query finds may lie before what it found yesterday: few records, counted anew.
        if (hold.Query is not null)
            before = new Row();
        var tree = new MerkleFrontier(before.Count, [.. before.Frontier.Chunk(MerkleTree.HashLength)]);
        for (var from = before.Upto; from < size; from += PageRecords)
        {
            stop.ThrowIfCancellationRequested();
            var to = Math.Min(from + PageRecords, size);
            database.Read(c => Append(c, hold, from, to, tree));
        }
        var missing = database.Read(c => Missing(c, hold, before.Upto, size, day));
        var proof = new PreservationProof(day, 0, size, tree.Size, Base64Url.EncodeToString(tree.Root()), missing);
        alarms.Set(missing > 0, AlarmKinds.ScrubFault, $"hold {hold.Id}", $"{missing} bodies that a legal hold keeps are gone.");
        await log.AppendAsync(HoldRecord.Proof(hold.Id, proof), (connection, leaf) =>
        {
            connection.Execute("INSERT OR IGNORE INTO preservation_proofs(hold, day, leaf, size, count, root, missing) VALUES (@N, @day, @leaf, @size, @Count, @Root, @missing)",
                new { hold.N, day, leaf, size, proof.Count, proof.Root, missing });
            connection.Execute("INSERT OR REPLACE INTO preserved(hold, upto, count, frontier, ended) VALUES (@N, @size, @Count, @frontier, @leaf)",
                new { hold.N, size, proof.Count, frontier = tree.Peaks.SelectMany(peak => peak).ToArray(), leaf });
        });
    }

    /// <summary>What is preserved: of what was there when the hold was placed, only what had a body to keep or never needs one.</summary>
    private static bool Append(SqliteConnection connection, HoldRow hold, long from, long to, MerkleFrontier tree)
    {
        var ended = connection.Query<long>("SELECT leaf FROM records WHERE leaf>=@from AND leaf<@to AND ended<=@Leaf", new { from, to, hold.Leaf }).ToHashSet();
        foreach (var leaf in LegalHolds.InScope(connection, hold.N, from, to).Where(leaf => !ended.Contains(leaf)))
            tree.Append(MerkleTree.LeafHash(connection.QuerySingle<byte[]>("SELECT record FROM records WHERE leaf=@leaf", new { leaf })));
        return true;
    }

    /// <summary>What should be there and is not: among what came since the last proof, what was ended since then, and the thirtieth of the rest whose day it is.</summary>
    private static long Missing(SqliteConnection connection, HoldRow hold, long upto, long size, string day)
    {
        var slice = DateTime.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayOfYear % DaysPerRound;
        var gone = connection.Query<long>(Gone, new { from = upto, to = size, placed = hold.Leaf })
            .Concat(connection.Query<long>(Gone, new { from = upto * slice / DaysPerRound, to = upto * (slice + 1) / DaysPerRound, placed = hold.Leaf }))
            .Concat(EndedSince(connection, hold)).Distinct().ToArray();
        return LegalHolds.Matches(connection, gone).Count(match => match.Hold == hold.N);
    }

    /// <summary>Bodies end under records of kind disposition only, which name them: those since the last proof.</summary>
    private static IEnumerable<long> EndedSince(SqliteConnection connection, HoldRow hold)
    {
        var since = connection.QuerySingleOrDefault<long?>("SELECT ended FROM preserved WHERE hold=@N", new { hold.N }) ?? hold.Leaf;
        foreach (var begun in connection.Query<long>("SELECT begun FROM endings WHERE begun>@since OR done>@since OR done IS NULL", new { since }))
        {
            var named = LeafRanges.Read(System.Text.Json.JsonDocument.Parse(connection.QuerySingle<byte[]>("SELECT record FROM records WHERE leaf=@begun", new { begun })).RootElement.GetProperty("leaves"));
            foreach (var range in named ?? LeafRanges.None)
            {
                foreach (var leaf in connection.Query<long>("SELECT leaf FROM records WHERE leaf BETWEEN @First AND @Last AND ended=@begun", new { range.First, range.Last, begun }))
                    yield return leaf;
            }
        }
    }

    private sealed record Row
    {
        public long Upto { get; init; }

        public long Count { get; init; }

        public byte[] Frontier { get; init; } = [];
    }
}
