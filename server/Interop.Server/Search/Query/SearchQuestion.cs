namespace Interop.Server.Search.Query;

/// <summary>A search as it was asked for.</summary>
/// <param name="Node">The question; null: everything that passes the filter.</param>
/// <param name="Filter">What it is narrowed to.</param>
/// <param name="Order">Of the hits.</param>
/// <param name="Limit">Hits of the page.</param>
/// <param name="Digest">Of all of it, for the cursor.</param>
/// <param name="Cursor">Where the page before ended.</param>
internal sealed record SearchQuestion(QueryNode? Node, SearchFilter Filter, SearchOrder Order, int Limit, string Digest, SearchCursor? Cursor);
