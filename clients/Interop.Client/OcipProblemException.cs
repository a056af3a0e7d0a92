using System.Net;
using Interop.Protocol.Decisions;

namespace Interop.Client;

/// <summary>The server's coded refusal (spec 07, RFC 9457). Transport failures are not this: they stay HttpRequestException or IOException.</summary>
public sealed class OcipProblemException(Problem problem, TimeSpan? retryAfter = null)
    : Exception($"{problem.Code} {problem.Title}: {problem.Detail}")
{
    /// <summary>What the server answered.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>How long the server asks to wait before the next try, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>True when the same request may succeed later (codes 4.x).</summary>
    public bool IsTransient => Problem.Code.StartsWith('4');

    /// <summary>For an answer without a problem body, such as a gateway's error page: the parent code of its class.</summary>
    internal static Problem WithoutBody(HttpStatusCode status)
    {
        var code = status switch
        {
            HttpStatusCode.Unauthorized => DecisionCodes.Unauthenticated,
            HttpStatusCode.Forbidden => DecisionCodes.BlockedPolicy,
            HttpStatusCode.NotFound => DecisionCodes.NotFound,
            HttpStatusCode.RequestEntityTooLarge => DecisionCodes.TooLarge,
            HttpStatusCode.TooManyRequests => DecisionCodes.QueueLimit,
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => DecisionCodes.ArchiveUnavailable,
            _ => DecisionCodes.Malformed,
        };
        return Problem.Of(code, $"the server answered HTTP {(int)status} without a problem body") with { Status = (int)status };
    }
}
