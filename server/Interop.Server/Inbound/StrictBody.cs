using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;

namespace Interop.Server.Inbound;

/// <summary>Reads a request body: strict JSON (spec 03) of exactly the expected shape, or a coded refusal that says where it went wrong.</summary>
internal static class StrictBody
{
    private const int NameShownMax = 64;

    private const int DepthMax = 16;

    private static readonly StrictJsonLimits RequestLimits = new(InboundLimits.RequestOctetsMax, DepthMax);

    public static T Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type, StrictJsonLimits limits)
        where T : class
    {
        try
        {
            StrictJson.Validate(body.Span, limits);
            return WireJson.Read(body.Span, type) ?? throw new ProblemException(DecisionCodes.Malformed, "The body is null.");
        }
        catch (MalformedJsonException fault)
        {
            throw new ProblemException(DecisionCodes.Malformed, $"The body is not strict JSON at octet {fault.Offset}: {fault.Message}");
        }
        catch (JsonException fault)
        {
            throw new ProblemException(DecisionCodes.Malformed, $"The body does not have the expected shape at {fault.Path ?? "$"}: {Plain(fault.Message)}");
        }
    }

    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class =>
        Read(await OctetsAsync(request, InboundLimits.RequestOctetsMax), type, RequestLimits);

    /// <summary>The same of a request that may be larger than most.</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, int octetsMax)
        where T : class =>
        Read(await OctetsAsync(request, octetsMax), type, new StrictJsonLimits(octetsMax, DepthMax));

    /// <summary>The whole body, or 5.5.5.</summary>
    public static async Task<ReadOnlyMemory<byte>> OctetsAsync(HttpRequest request, int octetsMax)
    {
        if (request.ContentLength > octetsMax)
            throw new ProblemException(DecisionCodes.TooLarge, $"The body has at most {octetsMax} octets.");
        // Read already, for its digest (SignedRequests): a large transaction is in memory once.
        if (request.Body is MemoryStream { Length: var length } whole && length <= octetsMax && whole.TryGetBuffer(out var octets))
            return octets;
        using var body = new MemoryStream((int)(request.ContentLength ?? 4096));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > octetsMax)
                throw new ProblemException(DecisionCodes.TooLarge, $"The body has at most {octetsMax} octets.");
            body.Write(buffer, 0, read);
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <summary>What the serializer found wrong, in words of the protocol: it names members, and nothing of how this server is made.</summary>
    private static string Plain(string message)
    {
        // Its own path and line numbers stand in ours; what stands in quotes is the type, or names of members.
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        var sentence = end < 0 ? message : message[..end];
        var quoted = sentence.Split('\'').Where((_, i) => i % 2 == 1).Select(name => name.Length > NameShownMax ? name[..NameShownMax] : name).ToArray();
        return sentence switch
        {
            _ when sentence.Contains("could not be mapped", StringComparison.Ordinal) => $"the member {quoted.FirstOrDefault()} is not known here",
            _ when sentence.Contains("missing required", StringComparison.Ordinal) => $"members are missing: {string.Join(", ", quoted.Skip(1))}",
            _ when sentence.StartsWith("not a valid ", StringComparison.Ordinal) => sentence,
            _ => "the value is not of the form that is expected here",
        };
    }
}
