using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace Interop.Web.Pages.Review;

/// <summary>Which items are looked at, as it stands in the page's address: a link to it shows the same.</summary>
public sealed record ReviewFilter
{
    public string? Queue { get; init; }

    /// <summary>all: closed ones too.</summary>
    public string? State { get; init; }

    public string? Source { get; init; }

    /// <summary>Name without version.</summary>
    public string? Policy { get; init; }

    /// <summary>Account that has them.</summary>
    public string? Assignee { get; init; }

    /// <summary>Number of a conversation.</summary>
    public long? Room { get; init; }

    /// <summary>Those with the same text as this item.</summary>
    public long? Same { get; init; }

    public bool Must { get; init; }

    /// <summary>The item that is open.</summary>
    public long? Item { get; init; }

    public bool IsAll => State == "all";

    /// <summary>Only queue and state: then the counts of the queues say how many there are.</summary>
    public bool IsCounted => !IsAll && Source is null && Policy is null && Assignee is null && Room is null && Same is null && !Must;

    /// <summary>The page with this filter.</summary>
    public string Address()
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in Named().Append(("state", State)).Append(("item", Text(Item))))
        {
            if (!string.IsNullOrEmpty(value))
                query.Add(name, value);
        }
        return $"/review{query}";
    }

    /// <summary>As the server is asked (spec 7.9).</summary>
    public List<KeyValuePair<string, string>> Parameters()
    {
        var asked = Named().Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => new KeyValuePair<string, string>(p.Name, p.Value!)).ToList();
        if (!IsAll)
            asked.Add(new("state", "open"));
        return asked;
    }

    private IEnumerable<(string Name, string? Value)> Named() =>
        [("queue", Queue), ("source", Source), ("policy", Policy), ("assignee", Assignee), ("room", Text(Room)), ("same", Text(Same)), ("must", Must ? "true" : null)];

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
