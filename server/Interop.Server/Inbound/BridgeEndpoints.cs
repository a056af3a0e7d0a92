using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance;
using Interop.Server.Delivery;
using Interop.Server.Identity;
using Interop.Server.Outbound;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Inbound;

/// <summary>The bridge API (spec 11): what any bridge, of anyone, uses.</summary>
internal static class BridgeEndpoints
{
    public static void MapBridge(this IEndpointRouteBuilder routes)
    {
        var bridge = routes.MapGroup("/ocip/v1/bridge").RequireAuthorization(Principal.Bridge).WithTags("Bridge");

        bridge.MapPut("/manifest", async (HttpContext context, BridgeRecords records) =>
        {
            var manifest = await StrictBody.ReadAsync(context.Request, OcipJson.Default.CapabilityManifest);
            if (manifest.Network != context.Network())
                throw new ProblemException(DecisionCodes.Malformed, $"This token is for the network {context.Network()}.");
            await records.ManifestAsync(manifest);
            return Results.NoContent();
        }).Accepts<CapabilityManifest>("application/json").Produces(204);

        bridge.MapPut("/contacts", async (HttpContext context, Contacts contacts) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.ContactRequest);
            return Replies.Json(Contacts.View(await contacts.FindOrCreateAsync(context.Network(), request)), OcipJson.Default.UserView);
        }).Accepts<ContactRequest>("application/json").Produces<UserView>();

        bridge.MapGet("/users/{user}", async (string user, UserDirectory users, Introductions introductions) =>
        {
            var found = await introductions.ShowAsync(Named(users, user));
            return Replies.Json(Contacts.View(found.Kind != User.Personal ? found : throw new ProblemException(DecisionCodes.NotFound)), OcipJson.Default.UserView);
        }).Produces<UserView>();

        bridge.MapPut("/rooms/direct", async (HttpContext context, RoomCreation creation, UserDirectory users, Introductions introductions) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.DirectRoomRequest);
            var from = Find(users, request.From);
            var to = await introductions.FindAsync(from, request.To, Agreement.Direct);
            if (!from.IsOn(context.Network()) && !to.IsOn(context.Network()))
                throw new ProblemException(DecisionCodes.BlockedPolicy, "Neither of the two has an account on this bridge's network.");
            if (from == to)
                throw new ProblemException(DecisionCodes.Malformed, "A direct room has two different users.");
            return Replies.Json((await creation.DirectAsync(context.Principal(), from, to)).View(), OcipJson.Default.RoomView);
        }).Accepts<DirectRoomRequest>("application/json").Produces<RoomView>();

        bridge.MapPost("/rooms", async (HttpContext context, RoomCreation creation, UserDirectory users) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.BridgeRoomRequest);
            RoomRequests.Check(Room.Group, request.Participants.Length, request.Name, request.Topic);
            var creator = Find(users, request.Creator);
            if (!creator.IsOn(context.Network()))
                throw new ProblemException(DecisionCodes.BlockedPolicy, "The creator has no account on this bridge's network.");
            var group = new NewGroup(creator, [.. request.Participants.Select(p => Find(users, p))], request.Name, request.Topic);
            var room = await creation.GroupAsync(context.Principal(), group, request.Transaction);
            return Replies.Json(room.View(), OcipJson.Default.RoomView, 201);
        }).Accepts<BridgeRoomRequest>("application/json").Produces<RoomView>(201);

        bridge.MapGet("/rooms/{room:guid}", (HttpContext context, Guid room, RoomDirectory rooms) =>
            Replies.Json(OwnRoom(context, rooms, room).View(), OcipJson.Default.RoomView)).Produces<RoomView>();

        bridge.MapPut("/portals", async (HttpContext context, BridgeRecords records, RoomDirectory rooms, UserDirectory users) =>
        {
            var portal = await StrictBody.ReadAsync(context.Request, OcipJson.Default.Portal);
            if (portal.Kind is not (Portal.Gated or Portal.Observed))
                throw new ProblemException(DecisionCodes.Malformed, "kind is gated or observed.");
            if (portal.Kind == Portal.Gated != portal.Person is not null)
                throw new ProblemException(DecisionCodes.Malformed, "A gated portal names its one person; an observed one names nobody.");
            var room = rooms.Find(portal.Room) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such room here.");
            await records.PortalAsync(context.Principal(), context.Network(), room, portal, portal.Person is { } person ? Find(users, person) : null);
            return Results.NoContent();
        }).Accepts<Portal>("application/json").Produces(204);

        bridge.MapDelete("/portals", async (string nativeRoom, HttpContext context, BridgeRecords records) =>
        {
            await records.PortalClosedAsync(context.Principal(), context.Network(), nativeRoom);
            return Results.NoContent();
        }).Produces(204);

        bridge.MapGet("/portals", (HttpContext context, Database database, RoomDirectory rooms, UserDirectory users) =>
            Replies.Json(new PortalList([.. BridgeRecords.Portals(database, rooms, users, context.Network())]), OcipJson.Default.PortalList)).Produces<PortalList>();

        bridge.MapGet("/notice", (Organisation organisation) => Replies.Json(organisation.Notice!, OcipJson.Default.NoticeText)).Produces<NoticeText>();

        bridge.MapPost("/notices", async (HttpContext context, BridgeRecords records, RoomDirectory rooms, UserDirectory users) =>
        {
            var posted = await StrictBody.ReadAsync(context.Request, OcipJson.Default.NoticePosted);
            var room = rooms.Find(posted.Room) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such room here.");
            await records.NoticeAsync(context.Network(), room, posted, [.. posted.Users.Select(u => Find(users, u))]);
            return Results.NoContent();
        }).Accepts<NoticePosted>("application/json").Produces(204);

        bridge.MapPost("/submit", async (HttpContext context, Submissions submissions) =>
        {
            var request = Submissions.Parse(await StrictBody.OctetsAsync(context.Request, InboundLimits.TransactionOctetsMax));
            return Replies.Json(await submissions.SubmitAsync(context.Principal(), request), OcipJson.Default.SubmitResponse);
        }).Accepts<SubmitRequest>("application/json").Produces<SubmitResponse>();

        bridge.MapGet("/sync", (HttpContext context, StreamEndpoint streams) => streams.ServeAsync(context, null, context.Network())).Produces<SyncFrame>();

        bridge.MapPost("/ack", async (HttpContext context, Cursors cursors) =>
        {
            var ack = await StrictBody.ReadAsync(context.Request, OcipJson.Default.CursorAck);
            await cursors.AcknowledgeAsync(null, context.Network(), ack.Cursor);
            return Results.NoContent();
        }).Accepts<CursorAck>("application/json").Produces(204);

        bridge.MapPost("/reports", async (HttpContext context, BridgeRecords records, UserDirectory users) =>
        {
            var reports = await StrictBody.ReadAsync(context.Request, OcipJson.Default.DeliveryReports);
            if (reports.Reports.Length > 200)
                throw new ProblemException(DecisionCodes.TooLarge, "At most 200 reports at once.");
            await Task.WhenAll(reports.Reports.Select(r => records.ReportAsync(context.Network(), r, Find(users, r.Recipient))));
            return Results.NoContent();
        }).Accepts<DeliveryReports>("application/json").Produces(204);
    }

    private static string Network(this HttpContext context) => context.Principal().Network!;

    /// <summary>A user as people write it: the local part alone of this provider, local@provider of any.</summary>
    private static UserId Named(UserDirectory users, string name)
    {
        var (local, provider) = name.LastIndexOf('@') is >= 0 and var at ? (name[..at], name[(at + 1)..]) : (name, users.Provider.Value);
        return UserId.TryParse($"ocip://{provider}/u/{local}", out var id) ? id : throw new ProblemException(DecisionCodes.NotFound, "There is no such user.");
    }

    private static User Find(UserDirectory users, UserId id) => users.Find(id) ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no user {id.Short} here.");

    private static Room OwnRoom(HttpContext context, RoomDirectory rooms, Guid uuid) =>
        rooms.Find(uuid) is { } room && room.Networks.Contains(context.Network()) ? room : throw new ProblemException(DecisionCodes.NotFound);
}
