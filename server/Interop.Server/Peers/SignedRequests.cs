using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Claims;
using Interop.Protocol.Decisions;
using Interop.Protocol.HttpSignatures;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Microsoft.AspNetCore.Http.Features;

namespace Interop.Server.Peers;

/// <summary>
/// The door for other providers (spec 02): everything below /ocip/v1/federation is for requests that a peer has signed, and is answered signed.
/// The request is verified before its body is read, and the body before anything is done.
/// </summary>
internal sealed partial class SignedRequests(
    PeerDirectories directories, Agreements agreements, Nonces nonces, ArchiveKeys keys, ServerOptions options, TimeProvider time, ILogger<SignedRequests> logger)
{
    public const string Prefix = "/ocip/v1/federation";

    /// <summary>Answers also those with whom there is no agreement: how do you stand to me?</summary>
    public const string StandingPath = Prefix + "/agreement";

    /// <summary>Directives of legal holds: answered also after the end of an agreement.</summary>
    private const string HoldsPath = Prefix + "/holds";

    // One for each peer, because it counts what of the peer is on its way; only those whose signature was good.
    private readonly ConcurrentDictionary<ProviderName, Principal> principals = new();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }
        var request = MessageOf(context.Request);
        var wire = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        var durable = Task.CompletedTask;
        try
        {
            durable = await AdmitAsync(context, request);
            await next(context);
            await durable;
        }
        catch (ProblemException problem)
        {
            await Problems.WriteAsync(context, problem.Code, problem.Message);
        }
        catch (PeerException unavailable)
        {
            await Problems.WriteAsync(context, unavailable.CodeForClients, unavailable.Message);
        }
        catch (BadHttpRequestException bad)
        {
            await Problems.WriteAsync(context, bad.StatusCode == 413 ? DecisionCodes.TooLarge : DecisionCodes.Malformed, bad.Message);
        }
        catch (Exception fault) when (durable.IsFaulted)
        {
            // What this request changed was committed after its nonce: if that failed, so did everything.
            LogNotDurable(fault);
            buffer.SetLength(0);
            await Problems.WriteAsync(context, DecisionCodes.ArchiveUnavailable, "The request could not be recorded; nothing was changed.");
        }
        finally
        {
            context.Response.Body = wire;
        }
        await using var octets = context.Features.Get<StreamedAnswer>()?.Octets;
        if (buffer.Length == 0 && context.Features.Get<StreamedAnswer>() is { } streamed)
        {
            Sign(context.Response, request, ContentDigest.OfHash(streamed.Hash), streamed.Length);
            await streamed.Octets.CopyToAsync(wire, context.RequestAborted);
            return;
        }
        Sign(context.Response, request, ContentDigest.Of(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)), buffer.Length);
        if (buffer.Length > 0)
            await wire.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }

    /// <summary>Verifies the request and says who it is from. The task is done when the request is remembered on disk.</summary>
    private async Task<Task> AdmitAsync(HttpContext context, HttpMessage request)
    {
        var now = time.GetUtcNow();
        if (!IsForUs(request.TargetUri!))
            throw Refused("The request was signed for another host; see the endpoints in the directory of this provider.");
        if (MessageSignature.Read(request, out var refusal) is not { } signature)
            throw Refused(refusal!.Detail);
        if (!ProviderName.TryParse(request.Fields[MessageSignature.OriginField], out var origin) || origin == options.Provider)
            throw Refused("Ocip-Origin is the name of another provider.");
        // Times first: nobody is asked for a key because of a request that is too late anyway.
        if (signature.FaultOf(null, now) is { Fault: not SignatureFault.UnknownKey } tooLate)
            throw Refused(tooLate.Detail);
        var key = await KeyAsync(origin, signature.KeyId, context.RequestAborted);
        if (signature.FaultOf(key, now) is { } wrong)
            throw Refused(wrong.Detail);
        await ReadBodyAsync(context.Request, request);
        if (!nonces.MayAsk(origin))
            throw new ProblemException(DecisionCodes.QueueLimit, "Too many requests in a short time.");
        if (!nonces.TryTake(signature, out var durable))
            throw Refused("This request was received before; sign it again with another nonce.");
        if (!context.Request.Path.Equals(StandingPath, StringComparison.Ordinal) && agreements.Check(origin) is { } fault && !MayEndHolds(context.Request.Path, origin))
            throw new ProblemException(fault.Code, fault.Detail);
        context.Features.Set(principals.GetOrAdd(origin, Principal.OfPeer));
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, Principal.Federation)], "HttpSignature"));
        return durable;
    }

    /// <summary>
    /// A directory that cannot be had now is answered as a key that is not in it: who is not verified is told nothing, not even whom we know. Nothing
    /// is lost by it, since a request that was not taken as a whole is sent again.
    /// </summary>
    private async ValueTask<VerificationKey?> KeyAsync(ProviderName origin, string keyId, CancellationToken cancellationToken)
    {
        try
        {
            return await directories.KeyAsync(origin, keyId, cancellationToken);
        }
        catch (PeerException unavailable)
        {
            LogUnknown(origin.Value, unavailable.Message);
            return null;
        }
    }

    private static async Task ReadBodyAsync(HttpRequest request, HttpMessage message)
    {
        if (!message.HasBody)
            return;
        var body = await StrictBody.OctetsAsync(request, InboundLimits.TransactionOctetsMax);
        if (ContentDigest.FaultOf(message.Fields.GetValueOrDefault(ContentDigest.Name), body.Span) is { } altered)
            throw Refused(altered.Detail);
        if (MemoryMarshal.TryGetArray(body, out var octets))
            request.Body = new MemoryStream(octets.Array!, octets.Offset, octets.Count, writable: false, publiclyVisible: true);
    }

    /// <summary>The end of an agreement ends no hold, and so takes nobody the means to release it (RET-9.34); a new one is refused there (spec 9.7).</summary>
    private bool MayEndHolds(PathString path, ProviderName origin) => path.StartsWithSegments(HoldsPath, StringComparison.Ordinal) && agreements.Find(origin) is not null;

    /// <summary>An answer is signed when there is a signature to bind it to; without one nobody could tell what it answers.</summary>
    private void Sign(HttpResponse response, HttpMessage request, string digest, long length)
    {
        response.Headers[ContentDigest.Name] = digest;
        if (length > 0)
            response.ContentLength = length;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { [ContentDigest.Name] = digest };
        if (response.ContentType is { } type)
            fields["content-type"] = type;
        try
        {
            var message = new HttpMessage { Status = response.StatusCode, Fields = fields, Request = request, HasBody = length > 0 };
            var signature = MessageSignature.Sign(message, keys.Request, time.GetUtcNow());
            response.Headers[SignatureFields.InputName] = signature.Input;
            response.Headers[SignatureFields.SignatureName] = signature.Signature;
        }
        catch (ArgumentException unsigned)
        {
            LogUnsigned(unsigned.Message);
        }
    }

    private static HttpMessage MessageOf(HttpRequest request)
    {
        var raw = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var canHaveBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in request.Headers)
            fields[name.ToLowerInvariant()] = string.Join(", ", values.ToArray());
        return new HttpMessage
        {
            Method = request.Method,
            // Other providers speak https, also when something in front of this server takes TLS off.
            TargetUri = raw.StartsWith('/') ? $"https://{request.Host.Value}{raw}" : raw,
            Fields = fields,
            HasBody = canHaveBody && request.ContentLength != 0,
        };
    }

    /// <summary>A request that was signed for somebody else must not be good here.</summary>
    private bool IsForUs(string targetUri) =>
        Uri.TryCreate(targetUri, UriKind.Absolute, out var uri) && uri.Authority == options.Transport.PublicUrl.Authority;

    private static ProblemException Refused(string detail) => new(DecisionCodes.Unauthenticated, detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "A signed request could not be remembered")]
    private partial void LogNotDurable(Exception fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "A request that names {Origin} cannot be verified: {Reason}")]
    private partial void LogUnknown(string origin, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "An answer goes out unsigned: {Reason}")]
    private partial void LogUnsigned(string reason);
}
