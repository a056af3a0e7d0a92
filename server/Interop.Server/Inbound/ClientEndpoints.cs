using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Server.Delivery;
using Interop.Server.Identity;
using Interop.Server.Outbound;
using Interop.Server.Personal;
using Interop.Server.Retention;
using Interop.Server.Rooms;

namespace Interop.Server.Inbound;

/// <summary>The client API over HTTP (spec 13).</summary>
internal static class ClientEndpoints
{
    public static void MapClient(this IEndpointRouteBuilder routes)
    {
        var client = routes.MapGroup("/ocip/v1/client").RequireAuthorization(Principal.Client).WithTags("Client");

        client.MapGet("/whoami", (HttpContext context) =>
        {
            var principal = context.Principal();
            return Replies.Json(new Whoami(principal.Account, principal.Scopes, principal.User?.UserId, principal.User?.Kind, principal.User?.DisplayName, principal.Network), OcipJson.Default.Whoami);
        }).Produces<Whoami>();

        client.MapGet("/supervision", (HttpContext context, Acknowledgements acknowledgements) =>
            Replies.Json(
                acknowledgements.View(context.Persona(), context.Request.Query["language"], context.Request.GetTypedHeaders().AcceptLanguage), OcipJson.Default.SupervisionView))
            .Produces<SupervisionView>();

        client.MapPost("/supervision/acknowledgement", async (HttpContext context, Acknowledgements acknowledgements) =>
        {
            await acknowledgements.AcknowledgeAsync(context.Principal(), context.Persona(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.SupervisionAcknowledgement));
            return Results.NoContent();
        }).Accepts<SupervisionAcknowledgement>("application/json").Produces(204);

        client.MapPost("/rooms", async (HttpContext context, RoomCreation creation, Introductions introductions, PersonalClient personal) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.CreateRoomRequest);
            var creator = context.Persona();
            RoomRequests.Check(request.Kind, request.Participants.Length, request.Name, request.Topic);
            if (creator.Kind == User.Personal)
                return Replies.Json(await personal.CreateAsync(creator, request), OcipJson.Default.RoomView, 201);
            var others = new List<User>(request.Participants.Length);
            foreach (var id in request.Participants)
                others.Add(await introductions.FindAsync(creator, id, request.Kind == Room.Direct ? Agreement.Direct : Agreement.Rooms));
            var room = request.Kind == Room.Direct
                ? await creation.DirectAsync(context.Principal(), creator, others[0])
                : await creation.GroupAsync(context.Principal(), new NewGroup(creator, others, request.Name, request.Topic));
            return Replies.Json(room.View(), OcipJson.Default.RoomView, 201);
        }).Accepts<CreateRoomRequest>("application/json").Produces<RoomView>(201);

        client.MapGet("/rooms", (HttpContext context, RoomDirectory rooms, LastMessages last, PersonalClient personal) =>
            Replies.Json(new RoomList([.. last.Newest(context.Persona(), rooms.RoomsOf(context.Persona())), .. personal.List(context.Persona())]), OcipJson.Default.RoomList))
            .GivesBodies().Produces<RoomList>();

        client.MapGet("/rooms/{room:guid}", (HttpContext context, Guid room, RoomDirectory rooms, LastMessages last, PersonalClient personal) =>
            Replies.Json(personal.Find(context.Persona(), room) ?? last.Newest(context.Persona(), [OwnRoom(context, rooms, room)])[0], OcipJson.Default.RoomView))
            .GivesBodies().Produces<RoomView>();

        client.MapGet("/rooms/{room:guid}/events", (HttpContext context, Guid room, RoomDirectory rooms, RecipientReader reader, PersonalClient personal) =>
        {
            // Nothing of a personal room is kept, so it has no history here.
            if (personal.Find(context.Persona(), room) is not null)
                return Results.Bytes(new FrameWriter().ToFrame(context.Request.Number("afterSeq", 0)), "application/json");
            var found = rooms.Find(room);
            if (found is null || !reader.WasEverIn(context.Persona(), found))
                throw new ProblemException(DecisionCodes.NotFound);
            var limit = (int)Math.Clamp(context.Request.Number("limit", 100), 1, 200);
            var page = reader.ReadRoom(context.Persona(), found, context.Request.Number("afterSeq", 0), limit);
            return Results.Bytes(page.Frame!, "application/json");
        }).GivesBodies().Produces<SyncFrame>();

        client.MapGet("/rooms/{room:guid}/waiting", (HttpContext context, Guid room, RoomDirectory rooms, OwnWaiting waiting, PersonalClient personal) =>
            Replies.Json(personal.Find(context.Persona(), room) is null ? waiting.Of(OwnRoom(context, rooms, room), context.Persona()) : [], OcipJson.Default.DeliveryStatusArray)).Produces<DeliveryStatus[]>();

        client.MapPost("/submit", async (HttpContext context, Submissions submissions) =>
        {
            var request = Submissions.Parse(await StrictBody.OctetsAsync(context.Request, InboundLimits.TransactionOctetsMax));
            await submissions.IntroduceAsync(context.Principal(), request);
            return Replies.Json(await submissions.SubmitAsync(context.Principal(), request), OcipJson.Default.SubmitResponse);
        }).Accepts<SubmitRequest>("application/json").Produces<SubmitResponse>();

        client.MapPost("/consents", async (HttpContext context, ConsentRequests consents) =>
        {
            if (context.Persona().Kind == User.Personal)
                throw new ProblemException(DecisionCodes.PersonaConflict, "Personal personas are not known outside of this organisation.");
            await consents.TakeFromUserAsync(context.Persona(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.ConsentMessage));
            return Results.NoContent();
        }).Accepts<ConsentMessage>("application/json").Produces(204);

        client.MapGet("/consents", (HttpContext context, Consents consents) =>
            Replies.Json(new ConsentList(consents.For(context.Persona())), OcipJson.Default.ConsentList)).Produces<ConsentList>();

        client.MapGet("/sync", (HttpContext context, StreamEndpoint streams) => streams.ServeAsync(context, context.Persona(), null)).Produces<SyncFrame>();

        client.MapPost("/ack", async (HttpContext context, Cursors cursors) =>
        {
            var ack = await StrictBody.ReadAsync(context.Request, OcipJson.Default.CursorAck);
            await cursors.AcknowledgeAsync(context.Persona(), null, ack.Cursor);
            return Results.NoContent();
        }).Accepts<CursorAck>("application/json").Produces(204);
    }

    /// <summary>A room that the caller is in; others are not told apart from rooms that do not exist.</summary>
    private static Room OwnRoom(HttpContext context, RoomDirectory rooms, Guid uuid) =>
        rooms.Find(uuid) is { } room && room.Find(context.Persona()) is not null ? room : throw new ProblemException(DecisionCodes.NotFound);
}
