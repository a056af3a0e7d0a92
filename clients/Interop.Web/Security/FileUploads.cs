using System.Globalization;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.Media;
using Interop.Web.Sessions;
using Microsoft.AspNetCore.Mvc;

namespace Interop.Web.Security;

/// <summary>
/// Files of messages on their way in, in pieces (tus 1.0.0, as the server has it): what arrived stays when the link breaks. Passed on as they come; nothing is
/// kept here. A request needs the cookie, which no other site can send, and a header that no other site may set.
/// </summary>
internal static class FileUploads
{
    private const int PieceMax = 1024 * 1024;
    private const string Guard = "Tus-Resumable";

    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        var uploads = routes.MapGroup("/uploads/{persona}").WithMetadata(new RequestSizeLimitAttribute(PieceMax));
        uploads.MapPost("", (HttpContext context, string persona, WebSessions sessions) => PassAsync(context, persona, sessions, async (media, stop) =>
            Results.Json(new { id = await media.BeginAsync(Number(context, "Upload-Length"), stop) }, statusCode: 201)));
        uploads.MapMethods("/{id}", [HttpMethods.Head], (HttpContext context, string persona, string id, WebSessions sessions) => PassAsync(context, persona, sessions, async (media, stop) =>
            At(context, await media.OffsetAsync(id, stop))));
        uploads.MapMethods("/{id}", [HttpMethods.Patch], (HttpContext context, string persona, string id, WebSessions sessions) => PassAsync(context, persona, sessions, async (media, stop) =>
            At(context, await media.AppendAsync(id, Number(context, "Upload-Offset"), context.Request.Body, stop))));
        uploads.MapPost("/{id}", async (HttpContext context, string persona, string id, MediaFinish finish, WebSessions sessions) => await PassAsync(context, persona, sessions, async (media, stop) =>
            Results.Text(System.Text.Json.JsonSerializer.Serialize(await media.FinishAsync(id, finish.Digest, stop), OcipJson.Default.MediaView), "application/json")));
        uploads.MapDelete("/{id}", (HttpContext context, string persona, string id, WebSessions sessions) => PassAsync(context, persona, sessions, async (media, stop) =>
        {
            await media.RemoveAsync(id, stop);
            return Results.NoContent();
        }));
    }

    private static async Task<IResult> PassAsync(HttpContext context, string persona, WebSessions sessions, Func<UploadClient, CancellationToken, Task<IResult>> what)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!context.Request.Headers.ContainsKey(Guard))
            return Results.Text("Files come from the page of this application.", statusCode: StatusCodes.Status412PreconditionFailed);
        if (sessions.Find(context.User.SessionId()) is not { } session)
            return Results.Text("You are signed out. Sign in, then try again.", statusCode: StatusCodes.Status401Unauthorized);
        if (session.Seats.FirstOrDefault(s => s.User.Local == persona) is not { } seat)
            return Results.Text("This persona is not yours.", statusCode: StatusCodes.Status404NotFound);
        session.Touch(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        try
        {
            return await what(seat.Client.Media.Uploads, context.RequestAborted);
        }
        catch (OcipProblemException refused)
        {
            return Results.Text(refused.Problem.Detail ?? refused.Problem.Title, statusCode: refused.Problem.Status);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or InvalidDataException)
        {
            return Results.Text("The server does not answer.", statusCode: StatusCodes.Status502BadGateway);
        }
    }

    private static IResult At(HttpContext context, long offset)
    {
        context.Response.Headers["Upload-Offset"] = offset.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    private static long Number(HttpContext context, string header) =>
        long.TryParse(context.Request.Headers[header], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
