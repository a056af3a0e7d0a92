using System.Net;

namespace Interop.Bridges.Matrix.Homeserver;

/// <summary>The homeserver refused a request, or could not be reached within the retries (client-server API, "Standard error response").</summary>
/// <param name="status">HTTP status; 0 when no answer came.</param>
/// <param name="code">Such as M_FORBIDDEN; M_UNKNOWN when the answer was not Matrix's.</param>
/// <param name="message">The homeserver's words, cut to a bounded length.</param>
internal sealed class MatrixException(HttpStatusCode status, string code, string message, Exception? inner = null)
    : Exception($"{(int)status} {code}: {message}", inner)
{
    public const string Forbidden = "M_FORBIDDEN";
    public const string UserInUse = "M_USER_IN_USE";
    public const string RoomInUse = "M_ROOM_IN_USE";
    public const string NotFound = "M_NOT_FOUND";
    public const string TooLarge = "M_TOO_LARGE";
    public const string LimitExceeded = "M_LIMIT_EXCEEDED";
    public const string Unknown = "M_UNKNOWN";

    /// <summary>What <see cref="Status"/> says when no answer came.</summary>
    public const HttpStatusCode NoAnswer = default;

    /// <summary>What <see cref="Code"/> says when no answer came.</summary>
    public const string Unreachable = "OCIP_UNREACHABLE";

    /// <summary>What <see cref="Code"/> says when the answer was longer than its limit.</summary>
    public const string ResponseTooLarge = "OCIP_RESPONSE_TOO_LARGE";

    public HttpStatusCode Status => status;

    public string Code => code;

    /// <summary>How long the homeserver asked to wait, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when the same request may succeed later: no answer, 429, or a gateway's 502, 503, 504.</summary>
    public bool IsTransient => IsTransientStatus(status);

    public static bool IsTransientStatus(HttpStatusCode status) => status is NoAnswer or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
