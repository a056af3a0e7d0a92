namespace Interop.Protocol.HttpSignatures;

/// <summary>What a signature between providers must cover at least (spec 02).</summary>
internal static class RequiredComponents
{
    private static readonly KeyValuePair<string, object> OfRequest = new("req", true);

    public static IEnumerable<StructuredItem> Of(HttpMessage message) => message.Status is null ? OfARequest(message) : OfAResponse(message);

    private static IEnumerable<StructuredItem> OfARequest(HttpMessage message)
    {
        yield return Plain("@method");
        yield return Plain("@target-uri");
        yield return Plain(MessageSignature.OriginField);
        if (!message.HasBody)
            yield break;
        yield return Plain("content-type");
        yield return Plain(ContentDigest.Name);
    }

    private static IEnumerable<StructuredItem> OfAResponse(HttpMessage message)
    {
        yield return Plain("@status");
        yield return Plain(ContentDigest.Name);
        if (message.HasBody)
            yield return Plain("content-type");
        yield return Requested("@method");
        yield return Requested("@target-uri");
        if (message.Request is { HasBody: true })
            yield return Requested(ContentDigest.Name);
        // The request's own signature has a nonce: an answer fits one request only, not one that asks the same.
        yield return new StructuredItem(SignatureFields.SignatureName, [OfRequest, new("key", MessageSignature.Label)]);
    }

    private static StructuredItem Plain(string name) => new(name, []);

    private static StructuredItem Requested(string name) => new(name, [OfRequest]);
}
