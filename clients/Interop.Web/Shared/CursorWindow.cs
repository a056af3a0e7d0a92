namespace Interop.Web.Shared;

/// <summary>
/// A list that the server gives by cursor, as a window over all of it: parts are fetched when they are scrolled to, a few are kept, and an earlier one is asked
/// for again by its cursor. So a list of a million items costs a screen or two of memory. Not for concurrent use.
/// </summary>
/// <param name="load">The part after a cursor; null for the first.</param>
public sealed class CursorWindow<T>(Func<string?, CancellationToken, Task<ListPage<T>>> load)
{
    private const int KeptMax = 12;
    private readonly List<(string? Cursor, int First, int Count)> parts = [];
    private readonly Dictionary<int, IReadOnlyList<T>> kept = [];
    private readonly Queue<int> order = [];
    private string? next;
    private bool isBegun;

    /// <summary>Items that were seen so far, and the one that stands for those that follow.</summary>
    public int Known => parts.Count == 0 ? 0 : parts[^1].First + parts[^1].Count;

    /// <summary>There is more than was seen.</summary>
    public bool HasMore => !isBegun || next is not null;

    /// <summary>As the server says; null when it does not.</summary>
    public long? Total { get; private set; }

    /// <summary>The items that are in memory, in order.</summary>
    public IEnumerable<T> Kept => kept.OrderBy(part => part.Key).SelectMany(part => part.Value);

    /// <summary>Makes others of the items that are in memory; what is asked for again comes from the server.</summary>
    public void Change(Func<T, T> change)
    {
        foreach (var part in kept.Keys.ToArray())
            kept[part] = [.. kept[part].Select(change)];
    }

    /// <summary>The items of a range, as far as there are any.</summary>
    public async Task<IReadOnlyList<T>> RangeAsync(int start, int count, CancellationToken stop)
    {
        while (Known < start + count && HasMore)
            await FetchNextAsync(stop);
        var found = new List<T>(count);
        foreach (var (index, part) in parts.Index().Where(p => p.Item.First < start + count && p.Item.First + p.Item.Count > start))
        {
            var items = await PartAsync(index, part.Cursor, stop);
            found.AddRange(items.Skip(Math.Max(0, start - part.First)).Take(start + count - Math.Max(start, part.First)));
        }
        return found;
    }

    /// <summary>Asks again for what is shown; the rest is asked for again when it is shown. When that fails, everything stays as it was.</summary>
    public async Task RenewAsync(int start, int count, CancellationToken stop)
    {
        var anew = new Dictionary<int, ListPage<T>>();
        foreach (var (index, part) in parts.Index().Where(p => p.Item.First < start + count && p.Item.First + p.Item.Count > start))
            anew[index] = await load(part.Cursor, stop);
        kept.Clear();
        order.Clear();
        foreach (var (index, page) in anew)
        {
            // Behind the last part others may have come; a part in between keeps its length, so that nothing jumps.
            if (index == parts.Count - 1)
                (parts[index], next, Total) = ((parts[index].Cursor, parts[index].First, page.Items.Count), page.Next, page.Total ?? Total);
            Keep(index, [.. page.Items.Take(parts[index].Count)]);
        }
    }

    private async Task FetchNextAsync(CancellationToken stop)
    {
        var cursor = next;
        var page = await load(cursor, stop);
        (isBegun, next, Total) = (true, page.Items.Count == 0 ? null : page.Next, page.Total ?? Total);
        if (page.Items.Count == 0)
            return;
        parts.Add((cursor, Known, page.Items.Count));
        Keep(parts.Count - 1, page.Items);
    }

    private async Task<IReadOnlyList<T>> PartAsync(int index, string? cursor, CancellationToken stop)
    {
        if (kept.TryGetValue(index, out var items))
            return items;
        // What came or went since is not shown here: the part keeps its length, so that nothing jumps.
        items = [.. (await load(cursor, stop)).Items.Take(parts[index].Count)];
        Keep(index, items);
        return items;
    }

    private void Keep(int index, IReadOnlyList<T> items)
    {
        kept[index] = items;
        order.Enqueue(index);
        if (order.Count > KeptMax)
            kept.Remove(order.Dequeue());
    }
}
