using System.Globalization;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Media;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Media.Resumable;

/// <summary>
/// Files in several requests over HTTP (spec 15.8): tus 1.0.0 with its extensions creation, expiration and termination, and a request of our own that
/// finishes, since tus has no answer for what became of a file.
/// </summary>
internal static class PartialEndpoints
{
    private const string Version = "1.0.0";
    private const string AppendType = "application/offset+octet-stream";

    /// <param name="group">Where they are: …/media/uploads below it.</param>
    /// <param name="person">Who puts the file in.</param>
    public static void MapPartial(this RouteGroupBuilder group, Func<HttpContext, User> person)
    {
        group.MapMethods("/media/uploads", [HttpMethods.Options], (HttpContext context, ServerOptions options) =>
        {
            var headers = Head(context);
            headers["Tus-Version"] = Version;
            headers["Tus-Extension"] = "creation,expiration,termination";
            headers["Tus-Max-Size"] = Text(options.Media.OctetsMax);
            return Results.NoContent();
        }).ExcludeFromDescription();

        group.MapMethods("/media/uploads", [HttpMethods.Post], async (HttpContext context, PartialUploads uploads) =>
        {
            if (await IsOtherVersionAsync(context))
                return Results.Empty;
            if (Number(context, "Upload-Length") is not { } length || length == 0)
                throw new ProblemException(DecisionCodes.Malformed, "Upload-Length says how many octets the file has, at least one.");
            var row = await uploads.BeginAsync(person(context), length);
            Head(context)["Upload-Expires"] = row.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
            return Results.Created($"{context.Request.Path}/{row.Id}{context.Request.QueryString}", null);
        }).Produces(201);

        group.MapMethods("/media/uploads/{id}", [HttpMethods.Head], async (HttpContext context, string id, PartialUploads uploads) =>
        {
            if (await IsOtherVersionAsync(context))
                return Results.Empty;
            var row = await uploads.LookAsync(person(context), id, context.RequestAborted);
            Tell(context, row)["Upload-Length"] = Text(row.Length);
            context.Response.Headers.CacheControl = "no-store";
            return Results.Ok();
        }).Produces(200);

        group.MapMethods("/media/uploads/{id}", [HttpMethods.Patch], async (HttpContext context, string id, PartialUploads uploads) =>
        {
            if (await IsOtherVersionAsync(context))
                return Results.Empty;
            if (!string.Equals(context.Request.ContentType, AppendType, StringComparison.OrdinalIgnoreCase))
                return await RefuseAsync(context, 415, $"What is appended has Content-Type: {AppendType}.");
            if (Number(context, "Upload-Offset") is not { } offset)
                throw new ProblemException(DecisionCodes.Malformed, "Upload-Offset says where in the file these octets are.");
            var (row, fits) = await uploads.AppendAsync(context, person(context), id, offset);
            Tell(context, row);
            return fits ? Results.NoContent() : await RefuseAsync(context, 409, $"{row.Octets} octets are here: go on from there.");
        }).Accepts<Stream>(AppendType).Produces(204);

        group.MapMethods("/media/uploads/{id}", [HttpMethods.Post], async (HttpContext context, string id, PartialUploads uploads) =>
        {
            var finish = await StrictBody.ReadAsync(context.Request, OcipJson.Default.MediaFinish);
            return Replies.Json(await uploads.FinishAsync(context, person(context), id, finish.Digest), OcipJson.Default.MediaView, 201);
        }).Accepts<MediaFinish>("application/json").Produces<MediaView>(201);

        group.MapMethods("/media/uploads/{id}", [HttpMethods.Delete], async (HttpContext context, string id, PartialUploads uploads) =>
        {
            if (await IsOtherVersionAsync(context))
                return Results.Empty;
            await uploads.RemoveAsync(person(context), id, context.RequestAborted);
            Head(context);
            return Results.NoContent();
        }).Produces(204);
    }

    private static async Task<bool> IsOtherVersionAsync(HttpContext context)
    {
        if (context.Request.Headers["Tus-Resumable"] == Version)
            return false;
        Head(context)["Tus-Version"] = Version;
        await RefuseAsync(context, 412, $"This server speaks tus {Version}: Tus-Resumable: {Version}.");
        return true;
    }

    private static async Task<IResult> RefuseAsync(HttpContext context, int status, string why)
    {
        await Problems.WriteAsync(context, DecisionCodes.Malformed, why, status);
        return Results.Empty;
    }

    private static IHeaderDictionary Head(HttpContext context)
    {
        context.Response.Headers["Tus-Resumable"] = Version;
        return context.Response.Headers;
    }

    private static IHeaderDictionary Tell(HttpContext context, PartialUpload row)
    {
        var headers = Head(context);
        headers["Upload-Offset"] = Text(row.Octets);
        headers["Upload-Expires"] = row.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        return headers;
    }

    private static long? Number(HttpContext context, string header) =>
        long.TryParse(context.Request.Headers[header], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
