namespace Interop.Protocol.ArchiveApi;

/// <summary>A question of a search that is to be kept (spec 8.14). Refused with 5.5.0 when the search would be.</summary>
/// <param name="Name">1 to <see cref="NameMax"/> characters.</param>
/// <param name="Query">At most <see cref="QueryMax"/> characters: parameters of <c>GET /archive/search</c> as they stand in an address, without limit, cursor and facets.</param>
/// <param name="Roles">Who shall have it too: roles that may search.</param>
public sealed record SavedSearchRequest(string Name, string Query, string[]? Roles = null)
{
    public const int NameMax = 128;

    public const int QueryMax = 4_000;
}
