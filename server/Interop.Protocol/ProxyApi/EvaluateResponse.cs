using Interop.Protocol.Evidence;

namespace Interop.Protocol.ProxyApi;

/// <summary>One result per item, in order.</summary>
/// <param name="Batches">Signatures that the proofs refer to: over stamps and over receipts.</param>
/// <param name="Results">Each with a stamp, or with a code of class 4 or 5.5 when the proxy could not decide.</param>
public sealed record EvaluateResponse(SignedBatch[] Batches, EvaluateResult[] Results);
