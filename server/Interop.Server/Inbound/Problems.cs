using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Server.Peers;

namespace Interop.Server.Inbound;

/// <summary>Errors as RFC 9457 problem details, all of them from here.</summary>
internal static partial class Problems
{
    public const string MediaType = "application/problem+json";

    public static async Task WriteAsync(HttpContext context, DecisionCode code, string? detail, int? status = null)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = status ?? code.Status;
        if (code.Status is 429 or 503)
            context.Response.Headers.RetryAfter = InboundLimits.RetryAfterSeconds.ToString();
        context.Response.ContentType = MediaType;
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(Problem.Of(code, detail) with { Status = context.Response.StatusCode }, OcipJson.Default.Problem));
    }

    /// <summary>Turns what a request could not do into its coded answer; faults of the server are logged and answered without their inside.</summary>
    public static async Task Middleware(HttpContext context, RequestDelegate next, ILogger logger)
    {
        try
        {
            await next(context);
            if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null })
                await WriteAsync(context, CodeOf(context.Response.StatusCode), SentenceOf(context), context.Response.StatusCode);
        }
        catch (ProblemException problem)
        {
            await WriteAsync(context, problem.Code, problem.Message);
        }
        catch (PeerException peer)
        {
            await WriteAsync(context, peer.CodeForClients, peer.Message);
        }
        catch (BadHttpRequestException bad)
        {
            await WriteAsync(context, bad.StatusCode == 413 ? DecisionCodes.TooLarge : DecisionCodes.Malformed, bad.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception fault)
        {
            // What is served there, not the path: that has digests of media (spec 15).
            LogFault(logger, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "?", fault);
            await WriteAsync(context, DecisionCodes.ArchiveUnavailable, "The server could not do this now; nothing was changed. Try again later.");
        }
    }

    /// <summary>What the routing itself refused.</summary>
    private static DecisionCode CodeOf(int status) => status switch
    {
        404 => DecisionCodes.NotFound,
        413 => DecisionCodes.TooLarge,
        _ => DecisionCodes.Malformed,
    };

    private static string SentenceOf(HttpContext context) => context.Response.StatusCode switch
    {
        404 => "There is nothing at this path; the API is described at /swagger.",
        405 => $"{context.Request.Method} is not offered at this path.",
        413 => "The request is too large.",
        415 => "Send JSON: Content-Type: application/json.",
        _ => "The request is not understood.",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFault(ILogger logger, string method, string path, Exception fault);
}
