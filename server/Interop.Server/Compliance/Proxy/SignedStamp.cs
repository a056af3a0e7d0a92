using Interop.Protocol.Evidence;
using Interop.Protocol.ProxyApi;

namespace Interop.Server.Compliance.Proxy;

/// <summary>A stamp that was verified, with the signatures over it and over its receipt. Proofs refer to no index here: their batches stand beside them.</summary>
/// <param name="Stamp">The decision.</param>
/// <param name="Batch">Signed batch of purpose stamp.</param>
/// <param name="Proof">Place of the stamp in it.</param>
/// <param name="ReceiptBatch">Signed batch of purpose receipt; null of a provider's own bypass stamp.</param>
/// <param name="ReceiptProof">Place of the receipt in it.</param>
internal sealed record SignedStamp(Stamp Stamp, SignedBatch Batch, BatchProof Proof, SignedBatch? ReceiptBatch = null, BatchProof? ReceiptProof = null);
