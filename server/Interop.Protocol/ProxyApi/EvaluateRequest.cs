using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ProxyApi;

/// <summary>Asks a proxy for its decisions on 1 to 50 events, ≤ 1 MiB (spec 07). The same event asked again gets the same stamp.</summary>
/// <param name="Transaction">For the log; repeats are recognised by event and direction.</param>
/// <param name="Items">In the order of their rooms.</param>
public sealed record EvaluateRequest(TransactionId Transaction, EvaluateItem[] Items);
