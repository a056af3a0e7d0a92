using Dapper;
using Interop.Server.Search.Index;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search.Query;

/// <summary>
/// Order by rank: BM25 over the hits that are ranked, by what the rows of the partitions say. It depends on nothing but those hits, so that one page
/// continues another also when records were added between them.
/// </summary>
internal sealed class Ranking(IReadOnlyList<QueryNode.Phrase> phrases)
{
    private const double Saturation = 1.2;
    private const double Length = 0.75;

    private readonly List<(long Leaf, int Words, int[] Found)> hits = [];

    public int Count => hits.Count;

    /// <summary>Takes in a hit: how often it has each phrase.</summary>
    public void Add(SqliteConnection connection, MatchWriter writer, PartitionKey key, IReadOnlyList<long> leaves)
    {
        var wanted = phrases.Select(phrase => IdsOf(connection, writer, key, phrase)).ToArray();
        foreach (var leaf in leaves)
        {
            if (connection.QuerySingleOrDefault<(long At, long? Room, long? Seq, byte[] Words)?>("SELECT at, room, seq, words FROM docs WHERE leaf=@leaf", new { leaf }) is not { } doc)
                continue;
            var ids = WordIds.Unpack(new IndexRow(leaf, doc.At, doc.Room, doc.Seq), doc.Words, out var words);
            hits.Add((leaf, words, [.. wanted.Select(row => CountOf(row, ids.AsSpan(0, words)))]));
        }
    }

    /// <summary>Best first; of equals the newest first.</summary>
    public IEnumerable<(long Leaf, double Score)> Ordered()
    {
        var average = hits.Count == 0 ? 1 : Math.Max(1, hits.Average(h => h.Words));
        var weights = new double[phrases.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            var having = hits.Count(h => h.Found[i] > 0);
            weights[i] = Math.Log(1 + ((hits.Count - having + 0.5) / (having + 0.5)));
        }
        return hits.Select(h => (h.Leaf, Score: ScoreOf(h.Found, weights, h.Words / average))).OrderByDescending(h => h.Score).ThenByDescending(h => h.Leaf);
    }

    private static double ScoreOf(int[] found, double[] weights, double length)
    {
        var score = 0.0;
        for (var i = 0; i < found.Length; i++)
            score += weights[i] * found[i] * (Saturation + 1) / (found[i] + (Saturation * (1 - Length + (Length * length))));
        return Math.Round(score, 9);
    }

    /// <summary>Of each word of a phrase the numbers that it has here; the last one of a prefix has several.</summary>
    private static HashSet<int>[] IdsOf(SqliteConnection connection, MatchWriter writer, PartitionKey key, QueryNode.Phrase phrase)
    {
        var words = phrase.Words.Select(word => new[] { key.TokenOf(word) }).ToArray();
        if (phrase.IsPrefix)
            words[^1] = [.. writer.Expand(phrase.Words[^1], phrase.Position).Select(PartitionKey.NumberOf)];
        return [.. words.Select(tokens => tokens.Select(token => connection.QuerySingleOrDefault<int?>("SELECT id FROM vocabulary WHERE token=@token", new { token })).OfType<int>().ToHashSet())];
    }

    private static int CountOf(HashSet<int>[] row, ReadOnlySpan<int> ids)
    {
        var count = 0;
        for (var start = 0; start + row.Length <= ids.Length; start++)
        {
            var length = 0;
            while (length < row.Length && row[length].Contains(ids[start + length]))
                length++;
            if (length == row.Length)
                count++;
        }
        return count;
    }
}
