using Interop.Server.Search.Index;

namespace Interop.Server.Search.Query;

/// <summary>
/// Answers a question from the partitions, those first that the order wants first, and no more of them than the page needs. What a partition
/// lacks that is being made anew is told, not waited for.
/// </summary>
internal sealed class Searcher(IndexStore store, SearchIndex index)
{
    /// <exception cref="QueryException">A prefix stands for too many words.</exception>
    public SearchResult Search(SearchQuestion question)
    {
        var partitions = store.Catalog.Partitions();
        var result = new SearchResult { Searched = index.Cursor, Incomplete = store.IsPartial };
        if (question.Order == SearchOrder.Rank)
            Rank(question, partitions, result);
        else
            ByTime(question, partitions, result);
        return result;
    }

    /// <summary>The newest hits, at most so many, whatever the order that was asked for.</summary>
    /// <exception cref="QueryException">A prefix stands for too many words.</exception>
    public IReadOnlyList<long> Newest(SearchQuestion question, int max)
    {
        var all = question with { Order = SearchOrder.Newest, Limit = max - 1, Cursor = null };
        return Found(all, store.Catalog.Partitions(), new SearchResult { Searched = index.Cursor });
    }

    private void ByTime(SearchQuestion question, List<PartitionState> partitions, SearchResult result)
    {
        var found = Found(question, partitions, result);
        (result.Count, result.More) = question.Cursor is { } before ? (before.Count, before.More) : CountOf(question, partitions, result);
        result.Leaves.AddRange(found.Take(question.Limit));
        if (found.Count > question.Limit)
            result.Next = new SearchCursor(question.Digest, result.Leaves[^1], 0, 0, result.Count, result.More);
    }

    /// <summary>One more than the page has, when there are more.</summary>
    private List<long> Found(SearchQuestion question, List<PartitionState> partitions, SearchResult result)
    {
        var newest = question.Order == SearchOrder.Newest;
        var (low, high) = (0L, long.MaxValue);
        if (question.Cursor is { } cursor)
            (low, high) = newest ? (low, cursor.Leaf - 1) : (cursor.Leaf + 1, high);
        var found = new List<long>();
        foreach (var partition in newest ? partitions.OrderByDescending(p => p.Last) : partitions.OrderBy(p => p.First))
        {
            if (found.Count > question.Limit && (newest ? partition.Last < found[question.Limit] : partition.First > found[question.Limit]))
                break;
            found.AddRange(Read(partition, question, result, search => search.Leaves(low, high, newest).Take(question.Limit + 1).ToList()) ?? []);
            found = [.. (newest ? found.OrderDescending() : found.Order()).Distinct().Take(question.Limit + 1)];
        }
        return found;
    }

    private (long Count, bool More) CountOf(SearchQuestion question, List<PartitionState> partitions, SearchResult result)
    {
        var count = 0L;
        foreach (var partition in partitions.OrderByDescending(p => p.Last))
        {
            count += Read(partition, question, result, search => search.Leaves(0, long.MaxValue, newestFirst: true).Take((int)(QueryLimits.CountedMax + 1 - count)).Count());
            if (count > QueryLimits.CountedMax)
                return (QueryLimits.CountedMax, true);
        }
        return (count, false);
    }

    /// <summary>The newest hits below the head of the first page, best first.</summary>
    private void Rank(SearchQuestion question, List<PartitionState> partitions, SearchResult result)
    {
        var head = question.Cursor?.Head ?? result.Searched;
        var candidates = new List<(long Leaf, PartitionState Partition)>();
        foreach (var partition in partitions.OrderByDescending(p => p.Last))
        {
            if (candidates.Count > QueryLimits.CountedMax && partition.Last < candidates[QueryLimits.CountedMax].Leaf)
                break;
            candidates.AddRange((Read(partition, question, result, search => search.Leaves(0, head - 1, newestFirst: true).Take(QueryLimits.CountedMax + 1).ToList()) ?? []).Select(leaf => (leaf, partition)));
            candidates = [.. candidates.DistinctBy(c => c.Leaf).OrderByDescending(c => c.Leaf).Take(QueryLimits.CountedMax + 1)];
        }
        (result.Count, result.More) = question.Cursor is { } before ? (before.Count, before.More) : (Math.Min(candidates.Count, QueryLimits.CountedMax), candidates.Count > QueryLimits.CountedMax);
        var ranking = new Ranking([.. question.Node!.Positive()]);
        foreach (var group in candidates.Take(QueryLimits.CountedMax).GroupBy(c => c.Partition, c => c.Leaf))
            Read(group.Key, result, (partition, connection) => ranking.Add(connection, new MatchWriter(connection, partition.Key), partition.Key, [.. group]));
        var page = ranking.Ordered().Where(h => question.Cursor is not { } cursor || h.Score < cursor.Score || (h.Score == cursor.Score && h.Leaf < cursor.Leaf)).Take(question.Limit + 1).ToList();
        result.Leaves.AddRange(page.Take(question.Limit).Select(h => h.Leaf));
        if (page.Count > question.Limit)
            result.Next = new SearchCursor(question.Digest, page[question.Limit - 1].Leaf, page[question.Limit - 1].Score, head, result.Count, result.More);
    }

    private T? Read<T>(PartitionState state, SearchQuestion question, SearchResult result, Func<PartitionSearch, T> read)
    {
        var value = default(T);
        Read(state, result, (partition, connection) => value = read(new PartitionSearch(connection, partition.Key, question)));
        return value;
    }

    private void Read(PartitionState state, SearchResult result, Action<Partition, Microsoft.Data.Sqlite.SqliteConnection> read)
    {
        if (store.Find(state.Name) is not { } partition)
        {
            // It is being made anew, or has just gone with everything that was in it.
            result.Incomplete = true;
            return;
        }
        try
        {
            partition.Read(connection =>
            {
                read(partition, connection);
                return true;
            });
        }
        catch (Exception fault) when (fault is IndexDamagedException or System.Security.Cryptography.CryptographicException)
        {
            result.Incomplete = true;
            _ = index.SuspectAsync(partition, fault as IndexDamagedException ?? new IndexDamagedException(fault.Message, fault));
        }
    }
}
