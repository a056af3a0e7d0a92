using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Media.Resumable;

namespace Interop.Server.Media;

/// <summary>Files of messages over HTTP (spec 13 and 15).</summary>
internal static class MediaEndpoints
{
    public static void MapMedia(this IEndpointRouteBuilder routes)
    {
        var client = routes.MapGroup("/ocip/v1/client").RequireAuthorization(Principal.Client).WithTags("Client");

        client.MapPost("/media", async (HttpContext context, MediaUploads uploads) =>
            Replies.Json(await uploads.TakeAsync(context, context.Persona()), OcipJson.Default.MediaView, 201)).Accepts<Stream>("*/*").Produces<MediaView>(201);

        client.MapPartial(context => context.Persona());

        client.MapGet("/media/{digest}", (HttpContext context, string digest, MediaGiving giving) => giving.To(context, context.Persona(), digest))
            .Produces<Stream>(200, "application/octet-stream").Produces(206);

        var bridge = routes.MapGroup("/ocip/v1/bridge").RequireAuthorization(Principal.Bridge).WithTags("Bridge");

        bridge.MapPost("/media", async (HttpContext context, string user, MediaUploads uploads, UserDirectory users) =>
            Replies.Json(await uploads.TakeAsync(context, OnNetwork(context, users, user)), OcipJson.Default.MediaView, 201)).Accepts<Stream>("*/*").Produces<MediaView>(201);

        bridge.MapPartial(context => OnNetwork(context, context.RequestServices.GetRequiredService<UserDirectory>(), context.Request.Query["user"].ToString()));

        bridge.MapGet("/media/{digest}", (HttpContext context, string digest, string user, MediaGiving giving, UserDirectory users) =>
            giving.To(context, OnNetwork(context, users, user), digest)).Produces<Stream>(200, "application/octet-stream").Produces(206);

        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.ReadArchive).WithTags("Archive");

        archive.MapGet("/media/{digest}", (HttpContext context, string digest, MediaGiving giving) => giving.ToArchiveAsync(context, digest))
            .Produces<Stream>(200, "application/octet-stream").Produces(206);

        var federation = routes.MapGroup("/ocip/v1/federation").RequireAuthorization(Principal.Federation).WithTags("Federation");

        federation.MapGet("/media/{digest}", (HttpContext context, string digest, MediaGiving giving) => giving.To(context, context.Peer(), digest))
            .Produces<Stream>(200, "application/octet-stream");
    }

    /// <summary>For whom a bridge puts in or fetches a file (spec 11): a person of its network, and only what that person may have.</summary>
    private static User OnNetwork(HttpContext context, UserDirectory users, string id)
    {
        var user = UserId.TryParse(id, out var parsed) ? users.Find(parsed) : throw new ProblemException(DecisionCodes.Malformed, "user is the id of a user.");
        if (user is null)
            throw new ProblemException(DecisionCodes.NotFound, "There is no such user here.");
        return user.IsOn(context.Principal().Network!) ? user : throw new ProblemException(DecisionCodes.BlockedPolicy, "The user has no account on this bridge's network.");
    }
}
