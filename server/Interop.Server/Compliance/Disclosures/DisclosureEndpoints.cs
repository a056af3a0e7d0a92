using Interop.Protocol;
using Interop.Protocol.PolicyApi;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Compliance.Disclosures;

/// <summary>Who was told by disclosures and has answered (spec 7.8), for those who read the policy book; names only for who may read the archive too.</summary>
internal static class DisclosureEndpoints
{
    public static void MapDisclosures(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/ocip/v1").RequireAuthorization(Permissions.ReadPolicies).WithTags("Policies");

        read.MapGet("/disclosures", (HttpContext context, DisclosureStandings standings, PolicyChanges changes, ServerOptions options) =>
        {
            var query = DisclosureQuery.Of(context.Request);
            if (query.Policy is { } policy && options.Proxy is null)
                changes.Rows(policy);   // there is such a policy, else 5.5.4
            return Replies.Json(standings.Page(query, context.Principal().Has(Permissions.ReadArchive)), OcipJson.Default.DisclosureList);
        }).Produces<DisclosureList>();
    }
}
