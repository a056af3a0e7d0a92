using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ClientApi;

/// <summary>One result per draft, in order. HTTP 200 means: the transaction was judged; each result has its own code.</summary>
public sealed record SubmitResponse(TransactionId Transaction, SubmitResult[] Results);
