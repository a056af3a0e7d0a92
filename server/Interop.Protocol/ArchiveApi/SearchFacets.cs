namespace Interop.Protocol.ArchiveApi;

/// <summary>What the hits of a search can be narrowed to (spec 8.14). Each list has the values with the most hits, and at most <see cref="ValuesMax"/>.</summary>
public sealed record SearchFacets
{
    /// <summary>Values of one list.</summary>
    public const int ValuesMax = 10;

    /// <summary>Hits that are counted at most: the newest.</summary>
    public const int CountedMax = 1_000;

    /// <summary>Hits that were counted.</summary>
    public required long Counted { get; init; }

    /// <summary>True: there are more hits, and each count may be larger than it says.</summary>
    public bool? More { get; init; }

    /// <summary>Who sent them; for the filter <c>sender</c>.</summary>
    public required FacetCount[] People { get; init; }

    /// <summary>For the filter <c>room</c>.</summary>
    public required FacetCount[] Rooms { get; init; }

    /// <summary>For the filter <c>network</c>.</summary>
    public required FacetCount[] Networks { get; init; }

    /// <summary>For the filter <c>type</c>.</summary>
    public required FacetCount[] Types { get; init; }

    /// <summary>For the filter <c>code</c>.</summary>
    public required FacetCount[] Codes { get; init; }
}
