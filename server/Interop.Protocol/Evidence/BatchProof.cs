namespace Interop.Protocol.Evidence;

/// <summary>That an entry is in a <see cref="SignedBatch"/>.</summary>
/// <param name="Batch">Index of the batch in the frame's <c>batches</c>.</param>
/// <param name="Index">Index of the entry in the batch.</param>
/// <param name="Path">RFC 6962 inclusion path, base64url, leaf to root.</param>
public sealed record BatchProof(int Batch, long Index, string[] Path);
