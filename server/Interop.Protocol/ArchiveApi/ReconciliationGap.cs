namespace Interop.Protocol.ArchiveApi;

/// <summary>Something that the books do not explain (spec 08.13).</summary>
/// <param name="Kind">away, notCapturing, missing, unexplained, waiting, native or uncounted.</param>
/// <param name="Subject">Of what: a network, a room of a network, the log.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Count">How many messages, where that is known.</param>
/// <param name="From">Of a span, RFC 3339 UTC.</param>
/// <param name="To">Its end.</param>
public sealed record ReconciliationGap(string Kind, string Subject, string Detail, long? Count = null, string? From = null, string? To = null);
