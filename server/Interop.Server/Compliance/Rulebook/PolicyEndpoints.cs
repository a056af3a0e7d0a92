using Interop.Protocol;
using Interop.Protocol.PolicyApi;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using NodaTime;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>The policy book's API (spec 7.8): who changes policies reads no content, and who reads content changes none.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/ocip/v1").RequireAuthorization(Permissions.ReadPolicies).WithTags("Policies");

        read.MapGet("/policies", (PolicyChanges changes, PolicyCompiler compiler, Database database, ServerOptions options, DeclaredProxy proxy, TimeProvider time) =>
        {
            var now = Instant.FromDateTimeOffset(time.GetUtcNow());
            var policies = database.Read(PolicyRow.All).GroupBy(r => r.Name, StringComparer.Ordinal).Select(policy => ViewOf(changes, [.. policy], now, all: false));
            return Replies.Json(new PolicyList([.. policies], compiler.Kinds, [.. CompliancePolicies.All.Names], options.Proxy is null ? null : proxy.Id), OcipJson.Default.PolicyList);
        }).Produces<PolicyList>();

        read.MapGet("/policies/{name}", (string name, PolicyChanges changes, TimeProvider time) =>
            Replies.Json(ViewOf(changes, changes.Rows(name), Instant.FromDateTimeOffset(time.GetUtcNow()), all: true), OcipJson.Default.PolicyView)).Produces<PolicyView>();

        var change = routes.MapGroup("/ocip/v1").RequireAuthorization(Permissions.ChangePolicies).WithTags("Policies");

        change.MapPut("/policies/{name}/draft", async (HttpContext context, string name, PolicyChanges changes) => Versioned(context,
            await changes.DraftAsync(context.Principal(), name, await StrictBody.ReadAsync(context.Request, OcipJson.Default.PolicyDefinition, PolicyLimits.DefinitionOctetsMax), context.Request.Headers.IfMatch)))
            .Accepts<PolicyDefinition>("application/json").Produces<PolicyVersionView>();

        change.MapPost("/policies/{name}/versions/{version}/proposal", async (HttpContext context, string name, int version, PolicyChanges changes) => Versioned(context,
            await changes.ProposeAsync(context.Principal(), name, version, await StrictBody.ReadAsync(context.Request, OcipJson.Default.PolicyProposal), context.Request.Headers.IfMatch)))
            .Accepts<PolicyProposal>("application/json").Produces<PolicyVersionView>();

        change.MapPost("/policies/{name}/versions/{version}/approval", async (HttpContext context, string name, int version, PolicyChanges changes) => Versioned(context,
            await changes.ApproveAsync(context.Principal(), name, version, context.Request.Headers.IfMatch))).Produces<PolicyVersionView>();

        change.MapPost("/policies/{name}/versions/{version}/retirement", async (HttpContext context, string name, int version, PolicyChanges changes) => Versioned(context,
            await changes.RetireAsync(context.Principal(), name, version, context.Request.Headers.IfMatch))).Produces<PolicyVersionView>();
    }

    private static IResult Versioned(HttpContext context, PolicyVersionView view)
    {
        context.Response.Headers.ETag = $"\"{view.Etag}\"";
        return Replies.Json(view, OcipJson.Default.PolicyVersionView);
    }

    /// <param name="changes">For the versions' states.</param>
    /// <param name="rows">Of the policy.</param>
    /// <param name="now">For the one in force.</param>
    /// <param name="all">False: only the latest version, and the one in force.</param>
    private static PolicyView ViewOf(PolicyChanges changes, IReadOnlyList<PolicyRow> rows, Instant now, bool all)
    {
        var inForce = PolicyTimes.InForce(rows, now);
        var shown = rows.Where(r => all || r == rows[^1] || r == inForce).OrderByDescending(r => r.Version);
        return new PolicyView { Name = rows[0].Name, Kind = rows[0].Kind, InForce = (int?)inForce?.Version, Versions = [.. shown.Select(r => changes.View(rows, r))] };
    }
}
