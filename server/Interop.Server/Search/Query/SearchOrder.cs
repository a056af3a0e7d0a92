namespace Interop.Server.Search.Query;

internal enum SearchOrder
{
    Newest,
    Oldest,
    Rank,
}
