using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ClientApi;

/// <summary>A transaction: 1 to 50 drafts, ≤ 1 MiB. Sending the same one again answers the same and does nothing twice.</summary>
public sealed record SubmitRequest(TransactionId Transaction, EventDraft[] Events);
