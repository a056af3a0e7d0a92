using Interop.Protocol;
using Interop.Protocol.Media;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Media;

/// <summary>Files of messages over HTTP (spec 13 and 15).</summary>
internal static class MediaEndpoints
{
    public static void MapMedia(this IEndpointRouteBuilder routes)
    {
        var client = routes.MapGroup("/ocip/v1/client").RequireAuthorization(Principal.Client).WithTags("Client");

        client.MapPost("/media", async (HttpContext context, MediaUploads uploads) =>
            Replies.Json(await uploads.TakeAsync(context, context.Persona()), OcipJson.Default.MediaView, 201)).Accepts<Stream>("*/*").Produces<MediaView>(201);

        client.MapGet("/media/{digest}", (HttpContext context, string digest, MediaGiving giving) => giving.To(context, context.Persona(), digest))
            .Produces<Stream>(200, "application/octet-stream").Produces(206);

        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.ReadArchive).WithTags("Archive");

        archive.MapGet("/media/{digest}", (HttpContext context, string digest, MediaGiving giving) => giving.ToArchive(context, digest))
            .Produces<Stream>(200, "application/octet-stream").Produces(206);

        var federation = routes.MapGroup("/ocip/v1/federation").RequireAuthorization(Principal.Federation).WithTags("Federation");

        federation.MapGet("/media/{digest}", (HttpContext context, string digest, MediaGiving giving) => giving.To(context, context.Peer(), digest))
            .Produces<Stream>(200, "application/octet-stream");
    }
}
