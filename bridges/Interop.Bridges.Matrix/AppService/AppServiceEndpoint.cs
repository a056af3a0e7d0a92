using System.Globalization;
using System.Net.Mime;
using System.Text;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Matrix.AppService;

/// <summary>
/// What the homeserver calls (application service API v1.12): transactions, ping, and whether a user or alias exists. A
/// transaction is answered with 200 once everything in it is durable, and with something else otherwise, so that the homeserver
/// sends it again: a crash at any point loses nothing.
/// </summary>
internal sealed class AppServiceEndpoint(HomeserverToken token, TransactionIntake intake, UserQueries users, Action<TimeSpan> pokeAfter, ILogger log)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    public async Task HandleAsync(HttpContext context)
    {
        // Before anything of the request is read.
        if (!token.Matches(context.Request.Headers.Authorization))
        {
            await AnswerAsync(context, StatusCodes.Status403Forbidden, MatrixException.Forbidden, "wrong or missing hs_token");
            return;
        }

        if (!RequestPath.TrySplit(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, out var path))
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, "M_INVALID_PARAM", "not a path");
            return;
        }

        await ((context.Request.Method, path) switch
        {
            ("PUT", ["_matrix", "app", "v1", "transactions", { Length: > 0 }]) => TransactionAsync(context),
            ("POST", ["_matrix", "app", "v1", "ping"]) => OkAsync(context),
            ("GET", ["_matrix", "app", "v1", "users", var user]) => UserAsync(context, user),
            ("GET", ["_matrix", "app", "v1", "rooms", _]) => AnswerAsync(context, StatusCodes.Status404NotFound, MatrixException.NotFound, "rooms are not made by alias"),
            (_, ["_matrix", "app", "v1", "ping"] or ["_matrix", "app", "v1", "transactions" or "users" or "rooms", { Length: > 0 }]) =>
                AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "M_UNRECOGNIZED", "not with this method"),
            _ => AnswerAsync(context, StatusCodes.Status404NotFound, "M_UNRECOGNIZED", "no such endpoint"),
        });
    }

    private async Task TransactionAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        try
        {
            if (await ReadBodyAsync(context, cancel) is not { } body)
            {
                await AnswerAsync(context, StatusCodes.Status413PayloadTooLarge, MatrixException.TooLarge, "transaction too large");
                return;
            }

            if (Transaction.Parse(body, out var malformed) is not { } events)
            {
                await AnswerAsync(context, StatusCodes.Status400BadRequest, "M_NOT_JSON", "not a JSON object with events");
                return;
            }

            if (malformed > 0)
                log.LogWarning("{Count} entries of a transaction were no events and were left out", malformed);
            await intake.TakeAsync(events, cancel);
            // From here on a crash costs nothing: the homeserver sends the transaction again and every event in it is known.
            await OkAsync(context);
        }
        catch (BridgeBusyException busy)
        {
            pokeAfter(busy.RetryAfter);
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(busy.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await AnswerAsync(context, StatusCodes.Status429TooManyRequests, MatrixException.LimitExceeded, "the bridge's inbox is full");
        }
        catch (Exception exception) when (!cancel.IsCancellationRequested)
        {
            // Infrastructure or a bug: nothing was taken. The homeserver keeps the transaction and waits longer each time, hence the poke.
            log.LogError(exception, "a transaction was not taken; the homeserver will send it again");
            pokeAfter(RetryDelay);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, MatrixException.Unknown, "not taken, send again");
        }
    }

    private async Task UserAsync(HttpContext context, string user)
    {
        try
        {
            if (MatrixUserId.TryParse(user, out var id) && await users.ExistsAsync(id, context.RequestAborted))
                await OkAsync(context);
            else
                await AnswerAsync(context, StatusCodes.Status404NotFound, MatrixException.NotFound, "no such user");
        }
        catch (Exception exception) when (exception is HttpRequestException or MatrixException)
        {
            log.LogWarning(exception, "whether a user exists could not be found out");
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, MatrixException.Unknown, "not known now");
        }
    }

    /// <summary>Null when it is longer than its limit.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext context, CancellationToken cancel)
    {
        if (context.Request.ContentLength > IngressLimits.TransactionOctetsMax)
            return null;
        using var buffer = new MemoryStream((int)(context.Request.ContentLength ?? 16 * 1024));
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, cancel)) > 0)
        {
            if (buffer.Length + read > IngressLimits.TransactionOctetsMax)
                return null;
            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static Task OkAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, "{}");

    private static Task AnswerAsync(HttpContext context, int status, string code, string text) =>
        WriteAsync(context, status, $$"""{"errcode":"{{code}}","error":"{{text}}"}""");

    private static async Task WriteAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypeNames.Application.Json;
        var octets = Encoding.UTF8.GetBytes(json);
        context.Response.ContentLength = octets.Length;
        await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }
}
