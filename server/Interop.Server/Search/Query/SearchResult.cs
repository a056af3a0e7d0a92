namespace Interop.Server.Search.Query;

/// <summary>What was found, before anything of the records is read.</summary>
internal sealed class SearchResult
{
    /// <summary>In the order that was asked for.</summary>
    public List<long> Leaves { get; } = [];

    public SearchCursor? Next { get; set; }

    public long Count { get; set; }

    public bool More { get; set; }

    /// <summary>Leaves below it are indexed.</summary>
    public long Searched { get; init; }

    /// <summary>A partition could not be searched.</summary>
    public bool Incomplete { get; set; }
}
