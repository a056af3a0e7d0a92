namespace Interop.Protocol.ArchiveApi;

/// <summary>Hits of a search (spec 08).</summary>
public sealed record SearchPage
{
    public required SearchHit[] Hits { get; init; }

    /// <summary>Give it as <c>cursor</c> for the next page, with the same question; absent at the end. Good after a restart and whatever is archived meanwhile.</summary>
    public string? Next { get; init; }

    /// <summary>How many hits there were when the first page was given.</summary>
    public required long Count { get; init; }

    /// <summary>True: there are more than <see cref="Count"/>; they were not counted further.</summary>
    public bool? More { get; init; }

    /// <summary>Records below this index were searched; those from it on are not indexed yet.</summary>
    public required long Searched { get; init; }

    /// <summary>True: a part of the index is being made anew, and what is in it was not searched.</summary>
    public bool? Incomplete { get; init; }

    /// <summary>What the hits can be narrowed to, when that was asked for.</summary>
    public SearchFacets? Facets { get; init; }
}
