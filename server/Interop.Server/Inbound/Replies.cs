using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol.Decisions;
using Interop.Server.Identity;

namespace Interop.Server.Inbound;

/// <summary>What endpoints share: who asks, and answers in the protocol's own JSON.</summary>
internal static class Replies
{
    public static Principal Principal(this HttpContext context) =>
        context.Features.Get<Principal>() ?? throw new ProblemException(DecisionCodes.Unauthenticated);

    /// <summary>The persona that the token speaks for.</summary>
    public static User Persona(this HttpContext context) =>
        context.Principal().User ?? throw new ProblemException(DecisionCodes.BlockedPolicy, "This token speaks for no persona.");

    public static IResult Json<T>(T value, JsonTypeInfo<T> type, int status = 200) => Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(value, type), "application/json").WithStatus(status);

    public static long Number(this HttpRequest request, string name, long otherwise)
    {
        string? text = request.Query[name];
        if (text is null)
            return otherwise;
        return long.TryParse(text, out var value) ? value : throw new ProblemException(DecisionCodes.Malformed, $"{name} is not a number.");
    }

    private static IResult WithStatus(this IResult result, int status) => status == 200 ? result : new StatusResult(result, status);

    private sealed class StatusResult(IResult inner, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            return inner.ExecuteAsync(httpContext);
        }
    }
}
