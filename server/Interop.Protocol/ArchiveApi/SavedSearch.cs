using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>A question of a search that an officer has kept (spec 8.14).</summary>
/// <param name="Search">UUID version 7.</param>
/// <param name="Name">As the officer calls it.</param>
/// <param name="Query">Parameters of <c>GET /archive/search</c> as they stand in an address, without limit, cursor and facets.</param>
/// <param name="By">Account of the officer whose it is, who alone may change it.</param>
/// <param name="At">When it was made or changed last.</param>
/// <param name="Roles">Who holds one of them has it too; absent: nobody else has it.</param>
public sealed record SavedSearch(TransactionId Search, string Name, string Query, string By, string At, string[]? Roles = null);
