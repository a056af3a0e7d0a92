using System.Text.RegularExpressions;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Data.Sqlite;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.ProxyRole;

/// <summary>The administrator's API of a proxy: the same paths as a provider's for hours and groups, and besides them providers and reviews.</summary>
internal static partial class ProxyAdminEndpoints
{
    private const int ReviewsMax = 500;

    public static void MapProxyAdmin(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/ocip/v1/admin").RequireAuthorization(Principal.Admin).WithTags("Admin");

        admin.MapPost("/providers", async (HttpContext context, Tokens tokens) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.ProviderRequest);
            return Replies.Json(await tokens.CreateAsync(context.Principal().Account, new NewToken(request.Provider.Value, [Principal.Proxy]) { Label = "provider" }), OcipJson.Default.TokenCreated, 201);
        }).Accepts<ProviderRequest>("application/json").Produces<TokenCreated>(201);

        // Those who look after the proxy's archive: a proxy has no accounts, the name stands in what they do.
        admin.MapPost("/accounts/{account}/tokens", async (HttpContext context, string account, Tokens tokens) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.TokenRequest);
            if (!Account().IsMatch(account) || request.User is not null || request.Scopes.Length == 0 || !Array.TrueForAll(request.Scopes, Roles.All.Contains)
                || (request.ExpiresAt is not null && !WireTime.TryParse(request.ExpiresAt, out _)))
                throw new ProblemException(DecisionCodes.Malformed, "A proxy gives tokens with roles, to names of 1 to 64 letters, digits, dots and hyphens.");
            return Replies.Json(await tokens.CreateAsync(context.Principal().Account, new NewToken(account, request.Scopes) { Label = request.Label, Expires = request.ExpiresAt }), OcipJson.Default.TokenCreated, 201);
        }).Accepts<TokenRequest>("application/json").Produces<TokenCreated>(201);

        admin.MapDelete("/tokens/{id}", async (HttpContext context, string id, Tokens tokens) =>
            await tokens.RevokeAsync(context.Principal().Account, id) ? Results.NoContent() : throw new ProblemException(DecisionCodes.NotFound, "There is no such token, or it is revoked already.")).Produces(204);

        admin.MapHours();

        admin.MapPut("/groups/{group}", async (HttpContext context, string group, ProxyAdministration policy) =>
        {
            await policy.SetGroupAsync(context.Principal(), group, (await StrictBody.ReadAsync(context.Request, OcipJson.Default.GroupRequest)).Members);
            return Results.NoContent();
        }).Accepts<GroupRequest>("application/json").Produces(204);

        admin.MapPut("/detectors/{name}", async (HttpContext context, string name, ProxyAdministration policy) =>
        {
            await policy.SetDetectorAsync(context.Principal(), name, (await StrictBody.ReadAsync(context.Request, OcipJson.Default.DetectorRequest)).Action);
            return Results.NoContent();
        }).Accepts<DetectorRequest>("application/json").Produces(204);

        admin.MapDelete("/detectors/{name}", async (HttpContext context, string name, ProxyAdministration policy) =>
        {
            await policy.SetDetectorAsync(context.Principal(), name, null);
            return Results.NoContent();
        }).Produces(204);

        admin.MapReviews();
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Account();

    private static void MapReviews(this RouteGroupBuilder admin)
    {
        admin.MapGet("/reviews", (Database database) => Replies.Json(
            database.Read(c => HoldRow.Waiting(c, HeldEvent.ForReview, ReviewsMax).Select(row => View(c, row)).ToArray()), OcipJson.Default.DeliveryStatusArray)).Produces<DeliveryStatus[]>();

        admin.MapPost("/reviews/{event}", async (HttpContext context, [FromRoute(Name = "event")] string ev, ProxyAdministration policy) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.ReviewRequest);
            if (!EventId.TryParse(ev, out var id) || request.Decision is not (ReviewRequest.Release or ReviewRequest.Block))
                throw new ProblemException(DecisionCodes.Malformed, "The path ends with an event id, and the decision is release or block.");
            await policy.ReviewAsync(context.Principal(), id, request.Decision == ReviewRequest.Release);
            return Results.NoContent();
        }).Accepts<ReviewRequest>("application/json").Produces(204);
    }

    private static void MapHours(this RouteGroupBuilder admin)
    {
        admin.MapGet("/users/{local}/hours", (string local, ServerOptions options, ProxyPeople people) =>
            Replies.Json(people.HoursOf(User(local, options)) ?? throw new ProblemException(DecisionCodes.NotFound, "This user has no delivery hours: always open."), OcipJson.Default.DeliveryHours)).Produces<DeliveryHours>();

        admin.MapPut("/users/{local}/hours", async (HttpContext context, string local, ServerOptions options, ProxyAdministration policy) =>
        {
            await policy.SetHoursAsync(context.Principal(), User(local, options), await StrictBody.ReadAsync(context.Request, OcipJson.Default.DeliveryHours));
            return Results.NoContent();
        }).Accepts<DeliveryHours>("application/json").Produces(204);

        admin.MapDelete("/users/{local}/hours", async (HttpContext context, string local, ServerOptions options, ProxyAdministration policy) =>
        {
            await policy.SetHoursAsync(context.Principal(), User(local, options), null);
            return Results.NoContent();
        }).Produces(204);
    }

    private static UserId User(string local, ServerOptions options) =>
        UserId.TryParse($"ocip://{options.Provider.Value}/u/{local}", out var user) ? user : throw new ProblemException(DecisionCodes.Malformed, "This is not the local part of a user id.");

    private static DeliveryStatus View(SqliteConnection connection, HoldRow row) => new()
    {
        Event = EventId.Parse(row.Event), Room = RoomId.Parse(row.Room), Recipient = UserId.Parse(row.Recipient), Code = DecisionCodes.HeldForReview.Code, At = StampBatch.Read(connection, row.Leaf)!.Stamp.At,
    };
}
