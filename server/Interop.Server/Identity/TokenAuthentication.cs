using System.Security.Claims;
using System.Text.Encodings.Web;
using Interop.Protocol.Decisions;
using Interop.Server.Inbound;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Interop.Server.Identity;

/// <summary>Bearer tokens (RFC 6750) for every request; scopes become roles for authorisation.</summary>
internal sealed class TokenAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Tokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        if (header is null)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || tokens.Find(header["Bearer ".Length..].Trim()) is not { } principal)
            return Task.FromResult(AuthenticateResult.Fail("unknown, revoked or expired token"));
        Context.Features.Set(principal);
        var identity = new ClaimsIdentity((principal.SignIn is null ? principal.Scopes : principal.Scopes.Append(Principal.SignedIn)).Select(s => new Claim(ClaimTypes.Role, s)), SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.WriteAsync(Context, DecisionCodes.Unauthenticated, "The token is missing, unknown, revoked or expired. Send Authorization: Bearer TOKEN.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.WriteAsync(Context, DecisionCodes.BlockedPolicy, "The token does not have the scope for this.");
}
