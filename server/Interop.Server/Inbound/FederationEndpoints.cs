using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Identity;
using Interop.Server.Retention;
using Interop.Server.Rooms;

namespace Interop.Server.Inbound;

/// <summary>What other providers ask of this one (spec 06). Every request is signed by its sender, every answer by us.</summary>
internal static class FederationEndpoints
{
    public static void MapFederation(this IEndpointRouteBuilder routes)
    {
        var federation = routes.MapGroup("/ocip/v1/federation").RequireAuthorization(Principal.Federation).WithTags("Federation");

        federation.MapPost("/submit", async (HttpContext context, FederatedEvents events) =>
        {
            var transaction = FederatedEvents.Parse(await StrictBody.OctetsAsync(context.Request, InboundLimits.TransactionOctetsMax));
            return Replies.Json(await events.SubmitAsync(context.Principal(), transaction), OcipJson.Default.SubmitResponse);
        }).Accepts<FederationTransaction>("application/json").Produces<SubmitResponse>();

        federation.MapPost("/fanout", async (HttpContext context, FederatedEvents events) =>
        {
            var transaction = FederatedEvents.Parse(await StrictBody.OctetsAsync(context.Request, InboundLimits.TransactionOctetsMax));
            return Replies.Json(await events.FanOutAsync(context.Principal(), transaction), OcipJson.Default.SubmitResponse);
        }).Accepts<FederationTransaction>("application/json").Produces<SubmitResponse>();

        federation.MapPost("/report", async (HttpContext context, PeerReports reports) =>
        {
            await reports.TakeAsync(context.Peer(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.DeliveryStatuses));
            return Results.NoContent();
        }).Accepts<DeliveryStatuses>("application/json").Produces(204);

        federation.MapGet("/rooms/{room:guid}/events", (HttpContext context, Guid room, RoomDirectory rooms, RoomCopies copies) => Replies.Json(
            copies.Events(RoomOf(context, rooms, room), context.Peer(), context.Request.Number("after", 0), (int)Math.Clamp(context.Request.Number("limit", RoomCopies.EventsMax), 1, RoomCopies.EventsMax)),
            OcipJson.Default.Backfill)).GivesBodies().Produces<Backfill>();

        federation.MapGet("/rooms/{room:guid}/state", (HttpContext context, Guid room, RoomDirectory rooms, RoomCopies copies) => Replies.Json(
            copies.State(RoomOf(context, rooms, room), context.Peer(), context.Request.Number("before", 0)), OcipJson.Default.RoomState)).Produces<RoomState>();

        federation.MapGet("/users/{local}", (HttpContext context, string local, Introductions introductions) => Replies.Json(
            introductions.Answer(context.Peer(), local, context.Request.Query["requester"]), OcipJson.Default.UserProfile)).Produces<UserProfile>();

        federation.MapPost("/handover", async (HttpContext context, HandOvers handOvers) =>
            Replies.Json(await handOvers.AcceptAsync(context.Peer(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.HandOver)), OcipJson.Default.HandOverAccepted))
            .Accepts<HandOver>("application/json").Produces<HandOverAccepted>();

        federation.MapPost("/consent", async (HttpContext context, ConsentRequests consents) =>
        {
            await consents.TakeFromPeerAsync(context.Peer(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.ConsentMessage));
            return Results.NoContent();
        }).Accepts<ConsentMessage>("application/json").Produces(204);
    }

    /// <summary>The provider that has signed the request.</summary>
    public static ProviderName Peer(this HttpContext context) => context.Principal().Peer ?? throw new ProblemException(DecisionCodes.Unauthenticated);

    private static Room RoomOf(HttpContext context, RoomDirectory rooms, Guid uuid)
    {
        string? named = context.Request.Query["provider"];
        var provider = named is null ? rooms.Provider : ProviderName.TryParse(named, out var name) ? name : throw new ProblemException(DecisionCodes.Malformed, "provider is not a DNS name.");
        return uuid.Version == 7 && rooms.Find(RoomId.Of(provider, uuid)) is { IsOrderedHere: true } room ? room : throw new ProblemException(DecisionCodes.NotFound, "There is no such room here.");
    }
}
