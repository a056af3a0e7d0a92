using Interop.Protocol.AdminApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;
using Interop.Protocol;
using Interop.Server.Compliance;
using Interop.Server.Archive.Encryption;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Rooms;

namespace Interop.Server.Admin;

/// <summary>The administrator's API: people, hours, groups, barriers, supervision, bridges, rooms. Each change of policy is a record of the archive.</summary>
internal static class AdminEndpoints
{
    private const int RoomsDefault = 50;
    private const int RoomsMax = 200;

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        routes.MapBootstrap();
        var admin = routes.MapGroup("/ocip/v1/admin").RequireAuthorization(Principal.Admin).WithTags("Admin");
        admin.MapPost("/accounts", async (HttpContext context, Accounts accounts) =>
            Replies.Json(await accounts.CreateAsync(context.Principal(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.AccountRequest)), OcipJson.Default.AccountView, 201))
            .Accepts<AccountRequest>("application/json").Produces<AccountView>(201);

        admin.MapGet("/accounts", (Accounts accounts) => Replies.Json(accounts.All(), OcipJson.Default.AccountViewArray)).Produces<AccountView[]>();

        admin.MapDelete("/accounts/{account}", async (HttpContext context, string account, Accounts accounts) =>
        {
            await accounts.LeaveAsync(context.Principal(), account);
            return Results.NoContent();
        }).Produces(204);

        admin.MapPost("/accounts/{account}/tokens", async (HttpContext context, string account, Accounts accounts) =>
            Replies.Json(await accounts.TokenAsync(context.Principal(), account, await StrictBody.ReadAsync(context.Request, OcipJson.Default.TokenRequest)), OcipJson.Default.TokenCreated, 201))
            .Accepts<TokenRequest>("application/json").Produces<TokenCreated>(201);

        admin.MapDelete("/tokens/{id}", async (HttpContext context, string id, Tokens tokens) =>
            await tokens.RevokeAsync(context.Principal().Account, id) ? Results.NoContent() : throw new ProblemException(DecisionCodes.NotFound, "There is no such token, or it is revoked already.")).Produces(204);

        admin.MapGet("/users/{local}/hours", (string local, UserDirectory users, PolicyAdministration policy) =>
            Replies.Json(policy.HoursOf(Find(users, local)) ?? throw new ProblemException(DecisionCodes.NotFound, "This user has no delivery hours: always open."), OcipJson.Default.DeliveryHours)).Produces<DeliveryHours>();

        admin.MapPut("/users/{local}/hours", async (HttpContext context, string local, UserDirectory users, PolicyAdministration policy) =>
        {
            await policy.SetHoursAsync(context.Principal(), Find(users, local), await StrictBody.ReadAsync(context.Request, OcipJson.Default.DeliveryHours));
            return Results.NoContent();
        }).Accepts<DeliveryHours>("application/json").Produces(204);

        admin.MapDelete("/users/{local}/hours", async (HttpContext context, string local, UserDirectory users, PolicyAdministration policy) =>
        {
            await policy.SetHoursAsync(context.Principal(), Find(users, local), null);
            return Results.NoContent();
        }).Produces(204);

        admin.MapPut("/users/{local}/links/{network}", async (HttpContext context, string local, string network, UserDirectory users, Accounts accounts) =>
        {
            await accounts.LinkAsync(context.Principal(), Find(users, local), network, (await StrictBody.ReadAsync(context.Request, OcipJson.Default.LinkRequest)).Account);
            return Results.NoContent();
        }).Accepts<LinkRequest>("application/json").Produces(204);

        admin.MapDelete("/users/{local}/links/{network}", async (HttpContext context, string local, string network, UserDirectory users, Accounts accounts) =>
        {
            await accounts.LinkAsync(context.Principal(), Find(users, local), network, null);
            return Results.NoContent();
        }).Produces(204);

        admin.MapPut("/groups/{group}", async (HttpContext context, string group, UserDirectory users, PolicyAdministration policy) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.GroupRequest);
            await policy.SetGroupAsync(context.Principal(), group, [.. request.Members.Select(m => users.Find(m) ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no user {m.Short} here."))]);
            return Results.NoContent();
        }).Accepts<GroupRequest>("application/json").Produces(204);

        admin.MapGet("/supervision", (Organisation organisation) => Replies.Json(organisation.Supervision, OcipJson.Default.SupervisionDeclaration)).Produces<SupervisionDeclaration>();

        admin.MapPut("/supervision", async (HttpContext context, SupervisionAdministration supervision) =>
            Replies.Json(await supervision.DeclareAsync(context.Principal(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.SupervisionRequest)), OcipJson.Default.SupervisionDeclaration))
            .Accepts<SupervisionRequest>("application/json").Produces<SupervisionDeclaration>();

        admin.MapPost("/bridges", async (HttpContext context, Accounts accounts) =>
            Replies.Json(await accounts.BridgeAsync(context.Principal(), (await StrictBody.ReadAsync(context.Request, OcipJson.Default.BridgeRequest)).Network), OcipJson.Default.TokenCreated, 201))
            .Accepts<BridgeRequest>("application/json").Produces<TokenCreated>(201);

        admin.MapGet("/encryption", (KeyEncryptionRotation rotation) => Replies.Json(rotation.Now(), OcipJson.Default.EncryptionView)).Produces<EncryptionView>();

        admin.MapPost("/encryption/rotate", async (HttpContext context, KeyEncryptionRotation rotation) =>
            Replies.Json(await rotation.RotateAsync(context.Principal()), OcipJson.Default.EncryptionView)).Produces<EncryptionView>();

        admin.MapDelete("/encryption/keys/{id}", async (HttpContext context, string id, KeyEncryptionRotation rotation) =>
        {
            await rotation.DestroyAsync(context.Principal(), id);
            return Results.NoContent();
        }).Produces(204);

        admin.MapGet("/rooms", (HttpContext context, RoomDirectory rooms) =>
        {
            var limit = (int)Math.Clamp(context.Request.Number("limit", RoomsDefault), 1, RoomsMax);
            var page = rooms.Page(context.Request.Number("after", 0), limit + 1);
            return Replies.Json(new RoomList([.. page.Take(limit).Select(r => r.View())], page.Count > limit ? page[limit - 1].Id : null), OcipJson.Default.RoomList);
        }).Produces<RoomList>();

        admin.MapPost("/rooms/{room:guid}/participants", async (HttpContext context, Guid room, RoomDirectory rooms, UserDirectory users, RoomCreation creation) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.ParticipantRequest);
            if (request.Role is not (Participant.Admin or Participant.Member))
                throw new ProblemException(DecisionCodes.Malformed, "role is admin or member.");
            var found = rooms.Find(room) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such room here.");
            var user = users.Find(request.User) ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no user {request.User.Short} here.");
            if (found.Find(user) is null)
            {
                var result = await creation.AddAsync(context.Principal(), found, user, request.Role);
                if (found.Find(user) is null)
                    throw new ProblemException(DecisionCodes.Find(result.Code) ?? DecisionCodes.BlockedPolicy, result.Detail);
            }
            return Replies.Json(found.View(), OcipJson.Default.RoomView);
        }).Accepts<ParticipantRequest>("application/json").Produces<RoomView>();

        admin.MapPost("/rooms/{room:guid}/handover/{provider}", async (Guid room, string provider, RoomDirectory rooms, HandOvers handOvers) =>
        {
            var found = rooms.Find(room) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such room here.");
            var to = ProviderName.TryParse(provider, out var name) ? name : throw new ProblemException(DecisionCodes.Malformed, "provider is not a DNS name.");
            await handOvers.GiveAsync(found, to);
            return Replies.Json(found.View(), OcipJson.Default.RoomView);
        }).Produces<RoomView>();

        admin.MapPost("/rooms/{room:guid}/portals/{network}", async (HttpContext context, Guid room, string network, RoomDirectory rooms, Accounts accounts) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.PortalRequest);
            var found = rooms.Find(room) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such room here.");
            if (request.Room != found.RoomId)
                throw new ProblemException(DecisionCodes.Malformed, "The body names another room than the path.");
            await accounts.RequestPortalAsync(context.Principal(), network, found, request);
            return Results.Accepted();
        }).Accepts<PortalRequest>("application/json").Produces(202);
    }

    /// <summary>The first administrator, of whichever role.</summary>
    public static void MapBootstrap(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/ocip/v1/admin/bootstrap", async (HttpContext context, Bootstrap bootstrap, Tokens tokens) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.BootstrapRequest);
            if (!bootstrap.TryUse(request.Secret))
                throw new ProblemException(DecisionCodes.Unauthenticated, "The bootstrap secret is wrong or was used before.");
            try
            {
                return Replies.Json(await tokens.CreateAsync(request.Account, new NewToken(request.Account, [Principal.Admin, Principal.Archive]) { Label = "bootstrap" }), OcipJson.Default.TokenCreated, 201);
            }
            catch (Microsoft.Data.Sqlite.SqliteException)
            {
                bootstrap.PutBack(request.Secret);
                throw;
            }
        }).AllowAnonymous().WithTags("Admin").Accepts<BootstrapRequest>("application/json").Produces<TokenCreated>(201);

    private static User Find(UserDirectory users, string local) => users.FindLocal(local) ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no user {local} here.");
}
