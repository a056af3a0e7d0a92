using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.SignInApi;
using Interop.Protocol.Time;
using Interop.Server.Identity;
using Interop.Server.Inbound;

namespace Interop.Server.SignIn;

/// <summary>Signing in with an account of this server (spec 13.10), and what administrators do about it.</summary>
internal static class SignInEndpoints
{
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<Credentials>().AddSingleton<Waits>().AddSingleton<AddressLimit>().AddSingleton<GrantedRoles>().AddSingleton<SignIns>().AddSingleton<AccountList>();
        services.AddSingleton<IIdentitySource, LocalPasswords>();
        services.AddAuthorizationBuilder().AddPolicy(Principal.SignedIn, policy => policy.RequireRole(Principal.SignedIn));
    }

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/ocip/v1/sign-in", async (HttpContext context, SignIns signIns) =>
            Replies.Json(await signIns.SignInAsync(await StrictBody.ReadAsync(context.Request, OcipJson.Default.SignInRequest), context.Connection.RemoteIpAddress), OcipJson.Default.SignInAnswer))
            .AllowAnonymous().WithTags("Public").Accepts<SignInRequest>("application/json").Produces<SignInAnswer>();

        var own = routes.MapGroup("/ocip/v1").RequireAuthorization(Principal.SignedIn).WithTags("Client");

        own.MapPost("/sign-in/renewal", async (HttpContext context, SignIns signIns) =>
            Replies.Json(await signIns.RenewAsync(context.Principal()), OcipJson.Default.SignInAnswer)).Produces<SignInAnswer>();

        own.MapPost("/sign-out", async (HttpContext context, SignIns signIns) =>
        {
            await signIns.SignOutAsync(context.Principal());
            return Results.NoContent();
        }).Produces(204);

        own.MapPost("/sign-in/password", async (HttpContext context, Credentials credentials, IIdentitySource identities, Tokens tokens) =>
        {
            await ChangeAsync(context, await StrictBody.ReadAsync(context.Request, OcipJson.Default.PasswordRequest), credentials, identities);
            await tokens.EndSignInsAsync(context.Principal().Account);
            return Results.NoContent();
        }).Accepts<PasswordRequest>("application/json").Produces(204);

        own.MapPost("/sign-in/second-factor", async (HttpContext context, Credentials credentials) =>
        {
            var credential = OwnCredential(context, credentials);
            if (credential.SecondOn)
                throw new ProblemException(DecisionCodes.TransactionConflict, "A second factor is switched on. An administrator takes it away, when it is lost.");
            var secret = Totp.ToBase32(await credentials.NewSecondFactorAsync(credential));
            var issuer = context.RequestServices.GetRequiredService<ServerOptions>().Provider.Value;
            return Replies.Json(new SecondFactorSecret(secret, $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(credential.Account)}?secret={secret}&issuer={Uri.EscapeDataString(issuer)}"), OcipJson.Default.SecondFactorSecret);
        }).Produces<SecondFactorSecret>();

        own.MapPost("/sign-in/second-factor/confirmation", async (HttpContext context, Credentials credentials) =>
        {
            var request = await StrictBody.ReadAsync(context.Request, OcipJson.Default.SecondFactorRequest);
            return Replies.Json(await credentials.ConfirmSecondFactorAsync(context.Principal(), OwnCredential(context, credentials), request.Code)
                ?? throw new ProblemException(DecisionCodes.Malformed, "The code is not one of this secret at this time."), OcipJson.Default.RecoveryCodes);
        }).Accepts<SecondFactorRequest>("application/json").Produces<RecoveryCodes>();

        MapOffice(routes);
    }

    private static void MapOffice(IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/ocip/v1/admin").RequireAuthorization(Principal.Admin).WithTags("Admin");

        admin.MapPut("/accounts/{account}/password", async (HttpContext context, string account, Credentials credentials, Tokens tokens, TimeProvider time) =>
        {
            var password = PasswordRules.NewOneTime();
            var until = time.GetUtcNow() + SignInLimits.OneTimePasswordLife;
            await credentials.SetPasswordAsync(context.Principal(), Row(credentials, account), account, password, until);
            await tokens.EndSignInsAsync(account);
            return Replies.Json(new OneTimePassword(account, password, WireTime.Format(until)), OcipJson.Default.OneTimePassword);
        }).Produces<OneTimePassword>();

        admin.MapDelete("/accounts/{account}/second-factor", async (HttpContext context, string account, Credentials credentials) =>
        {
            await credentials.RemoveSecondFactorAsync(context.Principal(), credentials.Find(account) ?? throw new ProblemException(DecisionCodes.NotFound, $"{account} has no password here."));
            return Results.NoContent();
        }).Produces(204);

        admin.MapGet("/sign-ins", (HttpContext context, AccountList list) => Replies.Json(
            list.Page(context.Request.Query["after"], context.Request.Query["find"], context.Request.Query["role"], context.Request.Number("limit", 50)), OcipJson.Default.AccountStates)).Produces<AccountStates>();

        admin.MapDelete("/accounts/{account}/sign-ins", async (HttpContext context, string account, Credentials credentials, Tokens tokens) =>
        {
            _ = Row(credentials, account);
            await credentials.NoteSignInsEndedAsync(context.Principal(), account);
            await tokens.EndSignInsAsync(account);
            return Results.NoContent();
        }).Produces(204);

        admin.MapDelete("/accounts/{account}/lock", async (HttpContext context, string account, Credentials credentials) =>
        {
            await credentials.UnlockAsync(context.Principal(), credentials.Find(account) ?? throw new ProblemException(DecisionCodes.NotFound, $"{account} has no password here."));
            return Results.NoContent();
        }).Produces(204);

        admin.MapGet("/accounts/{account}/roles", (string account, Credentials credentials, GrantedRoles roles) =>
            Replies.Json(new AccountRoles(roles.Of(Row(credentials, account))), OcipJson.Default.AccountRoles)).Produces<AccountRoles>();

        admin.MapPut("/accounts/{account}/roles", async (HttpContext context, string account, Credentials credentials, GrantedRoles roles) =>
        {
            await roles.SetAsync(context.Principal(), Row(credentials, account), account, await StrictBody.ReadAsync(context.Request, OcipJson.Default.AccountRoles));
            return Results.NoContent();
        }).Accepts<AccountRoles>("application/json").Produces(204);
    }

    private static async Task ChangeAsync(HttpContext context, PasswordRequest request, Credentials credentials, IIdentitySource identities)
    {
        var principal = context.Principal();
        var credential = credentials.Find(principal.Account) ?? throw new ProblemException(DecisionCodes.NotFound, "This account has no password here.");
        // The same limits as for signing in: somebody at an unlocked screen guesses no faster.
        await identities.IdentifyAsync(new SignInRequest(principal.Account, request.Current), context.Connection.RemoteIpAddress);
        if (request.Next == request.Current || PasswordRules.Check(principal.Account, request.Next) is not null)
            throw new ProblemException(DecisionCodes.Malformed, PasswordRules.Check(principal.Account, request.Next) ?? "The new password is the one that is in use.");
        await credentials.SetPasswordAsync(principal, credential.AccountId, credential.Account, request.Next, oneTime: null);
    }

    private static Credential OwnCredential(HttpContext context, Credentials credentials)
    {
        if (context.Principal().Scopes.Contains(Principal.Password))
            throw new ProblemException(DecisionCodes.BlockedPolicy, "Change the password first.");
        return credentials.Find(context.Principal().Account) ?? throw new ProblemException(DecisionCodes.NotFound, "This account has no password here.");
    }

    private static long Row(Credentials credentials, string account) =>
        credentials.AccountRow(account)?.Row ?? throw new ProblemException(DecisionCodes.NotFound, $"There is no account {account} here.");
}
