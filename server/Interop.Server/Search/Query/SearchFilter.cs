namespace Interop.Server.Search.Query;

/// <summary>What a search is narrowed to.</summary>
internal sealed record SearchFilter
{
    /// <summary>Each list: any of its facets.</summary>
    public List<string[]> AnyOf { get; } = [];

    /// <summary>All of them are concerned.</summary>
    public List<PersonFilter> People { get; } = [];

    /// <summary>Facets of what this reader is not shown.</summary>
    public string[] Hidden { get; init; } = [];

    /// <summary>Not before; milliseconds since 1970.</summary>
    public long? From { get; init; }

    /// <summary>Before; milliseconds since 1970.</summary>
    public long? To { get; init; }

    /// <summary>Something has to be looked at beside the full-text index.</summary>
    public bool LooksAtRows => People.Count > 0 || From is not null || To is not null;
}
