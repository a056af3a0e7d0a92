using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>Tells a peer that bodies of events of the issuer's people were ended at a person's request (spec 9.9).</summary>
/// <param name="Id">Names the notice among those of its issuer: a UUID of version 7.</param>
/// <param name="Issuer">The signer of the request.</param>
/// <param name="At">When it was issued.</param>
/// <param name="Kind">erasure or objection.</param>
/// <param name="Events">1 to 1000, all of the issuer's own people.</param>
/// <param name="Basis">The right that was used; at most 128 octets.</param>
public sealed record SubjectNotice(TransactionId Id, ProviderName Issuer, string At, string Kind, EventId[] Events, string Basis);
