using System.Net.Http.Headers;
using Interop.Protocol.Decisions;
using Interop.Protocol.HttpSignatures;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;

namespace Interop.Server.Peers;

/// <summary>Signed requests to other providers, whose signed answers are verified (spec 02).</summary>
internal sealed class PeerClient(PeerHttp http, PeerDirectories directories, Agreements agreements, ArchiveKeys keys, ServerOptions options, TimeProvider time)
{
    /// <summary>The one request that is asked of those too with whom there is no agreement.</summary>
    public const string Standing = "agreement";

    /// <summary>Directives of legal holds: they are released also after the end of an agreement (spec 9.7).</summary>
    public const string Holds = "holds";

    /// <summary>
    /// Asks a peer. Any status is an answer, as long as it is signed; retrying, and reading the body, are the caller's.
    /// </summary>
    /// <param name="peer">Whom.</param>
    /// <param name="method">GET or POST.</param>
    /// <param name="endpoint">What follows the peer's endpoint for federation: path and query.</param>
    /// <param name="body">JSON, of a POST; empty of a GET.</param>
    /// <param name="cancellationToken">Gives up; the peer may have acted all the same.</param>
    /// <exception cref="PeerException">
    /// No agreement covers it (5.1.4, 5.1.5), the peer cannot be found or reached (4.1.2), does not offer this (5.5.3), or the answer is not its own (5.5.1).
    /// </exception>
    public async Task<PeerAnswer> SendAsync(ProviderName peer, HttpMethod method, string endpoint, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var uri = await UriAsync(peer, endpoint, cancellationToken);
        var signed = Sign(method.Method, uri, body.Span);
        using var request = Request(signed, uri, body);
        var answer = await http.SendAsync(request, PeerLimits.AnswerOctetsMax, cancellationToken);
        if (await FaultOfAsync(peer, answer, signed, cancellationToken) is { } refusal)
            throw new PeerException(answer.Status >= 500 ? DecisionCodes.PeerUnavailable : DecisionCodes.Unauthenticated, $"{peer} answered {answer.Status}, and the answer does not count: {refusal.Detail}");
        return answer;
    }

    /// <summary>Asks a peer for octets that are handed on as they come. Who it is from is verified before the first of them, what they are after the last.</summary>
    /// <exception cref="PeerException">As of <see cref="SendAsync"/>; or the peer does not give them, or gives others.</exception>
    public async Task ReceiveAsync(ProviderName peer, PeerDownload download, CancellationToken cancellationToken)
    {
        var uri = await UriAsync(peer, download.Endpoint, cancellationToken);
        var signed = Sign(HttpMethod.Get.Method, uri, []);
        using var request = Request(signed, uri, default);
        string? promised = null;
        var hash = await http.ReceiveAsync(request, download, CheckAsync, cancellationToken);
        if (ContentDigest.FaultOfHash(promised, hash) is { } altered)
            throw new PeerException(DecisionCodes.Unauthenticated, $"What {peer} gave does not count: {altered.Detail}");

        async Task CheckAsync(PeerAnswer answer)
        {
            if (await SignatureFaultAsync(peer, answer, signed, hasBody: true, cancellationToken) is { } refusal)
                throw new PeerException(DecisionCodes.Unauthenticated, $"{peer} answered {answer.Status}, and the answer does not count: {refusal.Detail}");
            if (answer.Status != 200)
                throw new PeerException(DecisionCodes.PeerUnavailable, $"{peer} does not give it: it answered {answer.Status}.") { RetryAfter = answer.RetryAfter };
            promised = answer.Fields.GetValueOrDefault(ContentDigest.Name);
        }
    }

    /// <summary>Where a request goes, when an agreement covers it.</summary>
    private async Task<Uri> UriAsync(ProviderName peer, string endpoint, CancellationToken cancellationToken)
    {
        if (endpoint is not (Standing or Holds) && !endpoint.StartsWith(Holds + "/", StringComparison.Ordinal) && agreements.Check(peer) is { } fault)
            throw new PeerException(fault.Code, fault.Detail);
        var directory = await directories.GetAsync(peer, cancellationToken);
        if (!directory.Document.Versions.Contains(OwnDirectory.Version, StringComparer.Ordinal))
            throw new PeerException(DecisionCodes.ProfileNotSupported, $"{peer} does not speak version {OwnDirectory.Version} of OCIP.");
        return directory.Federation(endpoint) ?? throw new PeerException(DecisionCodes.ProfileNotSupported, $"{peer} does not offer federation.");
    }

    private HttpMessage Sign(string method, Uri uri, ReadOnlySpan<byte> body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { [MessageSignature.OriginField] = options.Provider.Value };
        if (body.Length > 0)
        {
            fields["content-type"] = "application/json";
            fields[ContentDigest.Name] = ContentDigest.Of(body);
        }
        var message = new HttpMessage { Method = method, TargetUri = uri.AbsoluteUri, Fields = fields, HasBody = body.Length > 0 };
        var signature = MessageSignature.Sign(message, keys.Request, time.GetUtcNow());
        fields[SignatureFields.InputName] = signature.Input;
        fields[SignatureFields.SignatureName] = signature.Signature;
        return message;
    }

    private static HttpRequestMessage Request(HttpMessage signed, Uri uri, ReadOnlyMemory<byte> body)
    {
        var request = new HttpRequestMessage(new HttpMethod(signed.Method!), uri);
        if (body.Length > 0)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        foreach (var (name, value) in signed.Fields.Where(f => f.Key != "content-type"))
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private async Task<SignatureRefusal?> FaultOfAsync(ProviderName peer, PeerAnswer answer, HttpMessage request, CancellationToken cancellationToken) =>
        await SignatureFaultAsync(peer, answer, request, answer.Body.Length > 0, cancellationToken)
        ?? ContentDigest.FaultOf(answer.Fields.GetValueOrDefault(ContentDigest.Name), answer.Body);

    private async Task<SignatureRefusal?> SignatureFaultAsync(ProviderName peer, PeerAnswer answer, HttpMessage request, bool hasBody, CancellationToken cancellationToken)
    {
        var message = new HttpMessage { Status = answer.Status, Fields = answer.Fields, Request = request, HasBody = hasBody };
        return MessageSignature.Read(message, out var refusal) is { } signature
            ? signature.FaultOf(await directories.KeyAsync(peer, signature.KeyId, cancellationToken), time.GetUtcNow())
            : refusal;
    }
}
