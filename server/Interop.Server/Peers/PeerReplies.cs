using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Identifiers;
using Interop.Server.Inbound;

namespace Interop.Server.Peers;

/// <summary>Reads what a peer answered: strict JSON of the expected shape, or its problem.</summary>
internal static class PeerReplies
{
    private static readonly StrictJsonLimits Limits = new(PeerLimits.AnswerOctetsMax, 28);

    /// <summary>The document, or null when the peer answered something else.</summary>
    public static T? Read<T>(this PeerAnswer answer, JsonTypeInfo<T> type)
        where T : class
    {
        if (!answer.IsSuccess)
            return null;
        try
        {
            StrictJson.Validate(answer.Body, Limits);
            return WireJson.Read(answer.Body, type);
        }
        catch (Exception wrong) when (wrong is MalformedJsonException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The peer's refusal, to be passed on to who asked: its code when that is registered, else what its status says.</summary>
    public static ProblemException Problem(this PeerAnswer answer, string otherwise)
    {
        var code = CodeOf(answer) ?? (answer.Status == 404 ? DecisionCodes.NotFound : DecisionCodes.ProxyUnavailable);
        return new ProblemException(code, otherwise);
    }

    /// <summary>Asks on behalf of somebody who waits for the answer: what cannot be asked becomes that person's problem.</summary>
    public static async Task<PeerAnswer> AskAsync(this PeerClient peers, ProviderName peer, HttpMethod method, string endpoint, ReadOnlyMemory<byte> body)
    {
        try
        {
            return await peers.SendAsync(peer, method, endpoint, body, CancellationToken.None);
        }
        catch (PeerException fault)
        {
            // That the other side's answer does not count is no fault of who asks.
            throw new ProblemException(fault.Code.Code == DecisionCodes.Unauthenticated.Code ? DecisionCodes.PeerUnavailable : fault.Code, fault.Message);
        }
    }

    /// <summary>The transaction as a whole was not taken: it is sent again.</summary>
    public static PeerException Unavailable(this PeerAnswer answer, string what) =>
        new(DecisionCodes.PeerUnavailable, $"{what} (HTTP {answer.Status}{(CodeOf(answer) is { } code ? $", {code.Code} {code.Name}" : "")})") { RetryAfter = answer.RetryAfter };

    private static DecisionCode? CodeOf(PeerAnswer answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, OcipJson.Default.Problem) is { } problem ? DecisionCodes.Find(problem.Code) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
