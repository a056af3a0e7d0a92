using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Evidence.Traffic;

/// <summary>Networks and their bridges, for whoever looks after the machine (spec 08.13).</summary>
internal static class NetworkEndpoints
{
    public static void MapNetworks(this IEndpointRouteBuilder routes)
    {
        var archive = routes.MapGroup("/ocip/v1/archive").RequireAuthorization(Permissions.Health).WithTags("Archive");

        archive.MapGet("/networks", (NetworkFacts networks) => Replies.Json(networks.All(), OcipJson.Default.NetworkViewArray)).Produces<NetworkView[]>();
    }
}
