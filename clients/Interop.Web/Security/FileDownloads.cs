using System.Buffers;
using Interop.Client;
using Interop.Web.Sessions;
using Microsoft.Net.Http.Headers;

namespace Interop.Web.Security;

/// <summary>Files of messages, packages and reports: always a download under a name that is offered, never opened by the browser, whatever they are. Only safe images can stand in a page.</summary>
internal static class FileDownloads
{
    private const int NameMax = 200;

    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/files/{persona}/{digest}", async (HttpContext context, string persona, string digest, string? name, WebSessions sessions) =>
        {
            if (sessions.Find(context.User.SessionId())?.Seats.FirstOrDefault(s => s.User.Local == persona) is not { } seat)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
            await GiveAsync(context, name ?? "file", stop => seat.Client.Media.DownloadAsync(digest, context.Response.Body, stop));
        });
        routes.MapGet("/files/{persona}/{digest}/image", (HttpContext context, string persona, string digest, WebSessions sessions) =>
            sessions.Find(context.User.SessionId())?.Seats.FirstOrDefault(s => s.User.Local == persona) is { } seat ? ShowAsync(context, seat, digest) : Task.FromResult(Results.NotFound()));
        routes.MapGet("/exports/{id}/package", async (HttpContext context, string id, WebSessions sessions) =>
        {
            if (sessions.Find(context.User.SessionId())?.Office is not { } office)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
            await GiveAsync(context, $"export-{id}.zip", stop => office.Archive.CopyExportAsync(id, context.Response.Body, stop));
        });
        MapReports(routes);
    }

    /// <summary>
    /// Reports as tables: CSV and HTML are files too, and opened by nobody but who fetched them. What is fetched here is opened in a spreadsheet, which takes
    /// UTF-8 without a mark at its beginning for another encoding, and names for others; programs ask the API, which has none.
    /// </summary>
    private static void MapReports(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reports/labour/{month}/{format}", (HttpContext context, string month, string format, WebSessions sessions) =>
            GiveTextAsync(context, sessions, $"after-hours-{month}.{format}", (office, stop) => office.Labour.FileAsync(month, format, stop)));
        routes.MapGet("/reports/supervision/{report}/csv", (HttpContext context, string report, string? from, string? to, WebSessions sessions) =>
            GiveTextAsync(context, sessions, $"{report}-{from}-{to}.csv", (office, stop) => report is "report" or "coverage" ? office.Supervision.FileAsync(report, from ?? "", to ?? "", stop) : Task.FromResult("")));
    }

    private static async Task GiveTextAsync(HttpContext context, WebSessions sessions, string name, Func<OcipClient, CancellationToken, Task<string>> ask)
    {
        if (sessions.Find(context.User.SessionId())?.Office is not { } office)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var mark = name.EndsWith(".csv", StringComparison.Ordinal) ? "\uFEFF" : "";
        await GiveAsync(context, name, async stop => await context.Response.WriteAsync(mark + await ask(office, stop), stop));
    }

    /// <summary>All of it is read and compared with its digest before the browser gets any.</summary>
    private static async Task<IResult> ShowAsync(HttpContext context, PersonaSeat seat, string digest)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SafeImages.OctetsMax);
        try
        {
            using var octets = new MemoryStream(buffer);
            var size = (int)await seat.Client.Media.DownloadAsync(digest, octets, context.RequestAborted);
            if (SafeImages.TypeOf(buffer.AsSpan(0, size)) is not { } type)
                return Results.NotFound();
            context.Response.Headers.ContentDisposition = "attachment";
            context.Response.Headers.CacheControl = "private, max-age=3600, immutable";
            return Results.Bytes(buffer.AsSpan(0, size).ToArray(), type);
        }
        catch (Exception none) when (none is OcipProblemException or InvalidDataException or NotSupportedException or HttpRequestException or IOException)
        {
            return Results.NotFound();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task GiveAsync(HttpContext context, string name, Func<CancellationToken, Task> give)
    {
        var plain = new string([.. name.Where(c => !char.IsControl(c) && c is not ('/' or '\\'))]);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(plain.Length > NameMax ? plain[..NameMax] : plain);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.ContentType = "application/octet-stream";
        try
        {
            await give(context.RequestAborted);
        }
        catch (OcipProblemException refused) when (!context.Response.HasStarted)
        {
            context.Response.Headers.Remove(HeaderNames.ContentDisposition);
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.StatusCode = refused.Problem.Status;
            await context.Response.WriteAsync($"{refused.Problem.Code} {refused.Problem.Detail}", context.RequestAborted);
        }
        catch (Exception broken) when (broken is InvalidDataException or OcipProblemException or HttpRequestException or IOException)
        {
            // What was given so far is not the file: the browser must not take it for one.
            context.Abort();
        }
    }
}
