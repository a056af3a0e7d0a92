using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>Places a legal hold (spec 9.6).</summary>
/// <param name="Case">Of an open case.</param>
/// <param name="Scope">What is to be kept.</param>
/// <param name="Why">At most 512 octets.</param>
/// <param name="Id">UUID version 7: the same request again is answered with the hold as it stands, so that it can be repeated. Absent: a new one.</param>
/// <param name="Review">When the author looks at it again; the hold goes on after that.</param>
/// <param name="Confidential">Only roles that keep records may know of it.</param>
/// <param name="Peers">Other providers that are asked to keep their copies, at most 100. Then the scope has neither networks nor query, and contact is there.</param>
/// <param name="Contact">Whom peers ask: of a role, not of a person; at most 255 octets.</param>
public sealed record HoldRequest(
    string Case, HeldScope Scope, string Why, TransactionId? Id = null, string? Review = null, bool Confidential = false, ProviderName[]? Peers = null, string? Contact = null);
