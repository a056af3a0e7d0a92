namespace Interop.Protocol.ProxyApi;

/// <summary>A link of the chain from the header's content digest to the body that is delivered (spec 07).</summary>
/// <param name="From">Content digest of the body that came in.</param>
/// <param name="To">Content digest of the body that goes on, under a fresh salt.</param>
public sealed record Redaction(string From, string To);
