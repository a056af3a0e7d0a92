namespace Interop.Web.Pages.Review;

/// <summary>Items that something is to be done with together.</summary>
public sealed class ReviewSelection
{
    private readonly HashSet<long> picked = [];
    private long? last;

    public int Count => picked.Count;

    public IReadOnlyCollection<long> Items => picked;

    public bool Has(long item) => picked.Contains(item);

    /// <summary>In or out.</summary>
    public void Toggle(long item)
    {
        if (!picked.Remove(item))
            picked.Add(item);
        last = item;
    }

    /// <summary>All from the one before to this one, both of them included; only this one when the other is not there.</summary>
    /// <param name="item">Where it ends.</param>
    /// <param name="order">The items of the list, as far as they are in memory.</param>
    public void Extend(long item, IEnumerable<long> order)
    {
        var all = order.ToList();
        var (from, to) = (last is { } begun ? all.IndexOf(begun) : -1, all.IndexOf(item));
        if (from < 0 || to < 0)
            picked.Add(item);
        else
            picked.UnionWith(all[Math.Min(from, to)..(Math.Max(from, to) + 1)]);
        last = item;
    }

    public void Add(IEnumerable<long> items) => picked.UnionWith(items);

    public void Clear()
    {
        picked.Clear();
        last = null;
    }
}
