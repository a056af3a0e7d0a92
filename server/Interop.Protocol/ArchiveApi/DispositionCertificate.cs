using Interop.Protocol.Evidence;

namespace Interop.Protocol.ArchiveApi;

/// <summary>What anyone can check of a disposition (spec 9.8).</summary>
/// <param name="Record">The archive's record that it is done.</param>
/// <param name="Begun">The archive's record that it had begun.</param>
/// <param name="Batch">Signed batch of purpose receipt of the commit of the first of these.</param>
/// <param name="Proof">That record's place in the batch.</param>
/// <param name="Inclusion">That it is in the log of the checkpoint.</param>
/// <param name="Checkpoint">Signed note.</param>
public sealed record DispositionCertificate(ArchiveRecord Record, ArchiveRecord Begun, SignedBatch Batch, BatchProof Proof, InclusionProofView Inclusion, string Checkpoint);
