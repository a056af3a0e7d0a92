using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>Opens a case: what holds are for (spec 9.6).</summary>
/// <param name="Name">At most 128 octets.</param>
/// <param name="Matter">The reference elsewhere, such as a docket; at most 64 octets. It is told to peers, so it names no person.</param>
/// <param name="Custodians">Whose records it is about; at most 1000.</param>
public sealed record CaseRequest(string Name, string? Matter = null, UserId[]? Custodians = null);
