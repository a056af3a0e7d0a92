using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Directories;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.Peers;

/// <summary>The directory, and what administrators set between organisations (spec 02).</summary>
internal static class PeerEndpoints
{
    public static void AddPeers(this IServiceCollection services)
    {
        services.AddSingleton<PeerHttp>().AddSingleton<PeerStore>().AddSingleton<PeerDirectories>().AddSingleton<PeerClient>().AddSingleton<PeerKeys>();
        services.AddSingleton<OwnDirectory>().AddSingleton<Agreements>().AddSingleton<Nonces>().AddSingleton<SignedRequests>();
        services.AddSingleton<KeyRotations>().AddHostedService(provider => provider.GetRequiredService<KeyRotations>());
    }

    /// <summary>Before everything else: what is answered must be signed, errors too.</summary>
    public static void UseSignedRequests(this WebApplication app)
    {
        var signed = app.Services.GetRequiredService<SignedRequests>();
        app.Use(next => context => signed.InvokeAsync(context, next));
    }

    public static void MapPeers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/.well-known/ocip", (HttpContext context, OwnDirectory directory) =>
        {
            context.Response.Headers.CacheControl = $"public, max-age={(int)PeerLimits.CachedFor.TotalSeconds}";
            return Results.Bytes(directory.Octets(), "application/json");
        }).AllowAnonymous().WithTags("Public").Produces<SignedDirectory>();

        var federation = routes.MapGroup("/ocip/v1/federation").RequireAuthorization(Principal.Federation).WithTags("Federation");
        federation.MapGet("/agreement", (HttpContext context, Agreements agreements) =>
            Replies.Json(agreements.Standing(context.Peer()), OcipJson.Default.AgreementStanding)).Produces<AgreementStanding>();

        MapAdministration(routes);
    }

    private static void MapAdministration(IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/ocip/v1/admin").RequireAuthorization(Principal.Admin).WithTags("Admin");

        admin.MapGet("/agreements", (Agreements agreements) => Replies.Json([.. agreements.All], OcipJson.Default.AgreementViewArray)).Produces<AgreementView[]>();

        admin.MapGet("/agreements/{provider}", (string provider, Agreements agreements) =>
            Replies.Json(agreements.Find(Name(provider)) ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no agreement with {provider}."), OcipJson.Default.AgreementView)).Produces<AgreementView>();

        admin.MapPut("/agreements/{provider}", async (HttpContext context, string provider, Agreements agreements, PeerDirectories directories, ServerOptions options) =>
        {
            var name = Name(provider);
            if (name == options.Provider)
                throw new ProblemException(DecisionCodes.Malformed, "An agreement is with another provider.");
            var agreement = await StrictBody.ReadAsync(context.Request, OcipJson.Default.Agreement);
            var before = agreements.Find(name)?.Agreement.DirectoryKeys ?? [];
            var view = await agreements.SetAsync(context.Principal(), name, agreement);
            if (!before.SequenceEqual(agreement.DirectoryKeys ?? []))
                await directories.ForgetAsync(name);
            return Replies.Json(view, OcipJson.Default.AgreementView);
        }).Accepts<Agreement>("application/json").Produces<AgreementView>();

        admin.MapDelete("/agreements/{provider}", async (HttpContext context, string provider, Agreements agreements) =>
        {
            var view = agreements.Find(Name(provider)) ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no agreement with {provider}.");
            await agreements.SetAsync(context.Principal(), view.Provider, new Agreement { State = Agreement.Ended, DirectoryKeys = view.Agreement.DirectoryKeys, Contact = view.Agreement.Contact });
            return Results.NoContent();
        }).Produces(204);

        admin.MapGet("/peers/{provider}", async (HttpContext context, string provider, PeerDirectories directories) =>
            Replies.Json((await directories.RefreshAsync(Name(provider), context.RequestAborted)).Document, OcipJson.Default.ProviderDirectory)).Produces<ProviderDirectory>();

        admin.MapGet("/peers/{provider}/agreement", async (HttpContext context, string provider, PeerClient peers) =>
        {
            var answer = await peers.SendAsync(Name(provider), HttpMethod.Get, PeerClient.Standing, default, context.RequestAborted);
            return answer.IsSuccess ? Results.Bytes(answer.Body, "application/json") : throw answer.Problem($"{provider} answered {answer.Status}.");
        }).Produces<AgreementStanding>();

        admin.MapPost("/keys/{purpose}/rotate", async (HttpContext context, string purpose, KeyRotations rotations) =>
            Replies.Json(await rotations.RotateAsync(context.Principal(), purpose, await StrictBody.ReadAsync(context.Request, OcipJson.Default.KeyRotation)), OcipJson.Default.JsonWebKeySet))
            .Accepts<KeyRotation>("application/json").Produces<JsonWebKeySet>();

        admin.MapGet("/directory", (OwnDirectory directory) => Replies.Json(directory.Details(), OcipJson.Default.DirectoryDetails)).Produces<DirectoryDetails>();

        admin.MapPut("/directory", async (HttpContext context, OwnDirectory directory) =>
        {
            await directory.SetAsync(context.Principal(), await StrictBody.ReadAsync(context.Request, OcipJson.Default.DirectoryDetails));
            return Results.NoContent();
        }).Accepts<DirectoryDetails>("application/json").Produces(204);
    }

    private static ProviderName Name(string text) =>
        ProviderName.TryParse(text, out var name) ? name : throw new ProblemException(DecisionCodes.Malformed, $"'{text}' is not the name of a provider.");
}
