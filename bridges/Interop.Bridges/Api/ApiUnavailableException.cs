namespace Interop.Bridges.Api;

/// <summary>The server cannot answer now, or not this token: keep everything and ask again.</summary>
public sealed class ApiUnavailableException : HttpRequestException
{
    public ApiUnavailableException(string message, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(message, inner)
    {
        RetryAfter = retryAfter;
    }

    public TimeSpan? RetryAfter { get; }
}
