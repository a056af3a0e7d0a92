using Interop.Protocol.Evidence;

namespace Interop.Protocol.ClientApi;

/// <summary>Some items of a recipient's stream (spec 13).</summary>
/// <param name="Cursor">Ask again with this: everything up to it was in this frame or an earlier one.</param>
/// <param name="Batches">Signatures that the items' proofs refer to by index.</param>
/// <param name="Items">In order of position.</param>
public sealed record SyncFrame(long Cursor, SignedBatch[] Batches, SyncItem[] Items);
