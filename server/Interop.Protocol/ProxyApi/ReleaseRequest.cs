using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ProxyApi;

/// <summary>Asks a proxy to decide again on what it held, or tells it that nothing waits any more (release, cancel).</summary>
/// <param name="Transaction">For the log.</param>
/// <param name="Items">In the order of the room.</param>
public sealed record ReleaseRequest(TransactionId Transaction, ReleaseItem[] Items);
