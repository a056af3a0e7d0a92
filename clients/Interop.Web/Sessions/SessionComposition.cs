using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;

namespace Interop.Web.Sessions;

/// <summary>Cookie, sessions and the limit of sign-ins.</summary>
internal static class SessionComposition
{
    public const string SessionClaim = "session";
    private const int SignInsPerMinute = 20;

    public static void AddSessions(this IServiceCollection services, WebOptions options)
    {
        services.AddSingleton<WebSessions>().AddHostedService(provider => provider.GetRequiredService<WebSessions>()).AddSingleton<PendingSignIns>();
        // Sessions are in memory, so that keys that outlive the process would open nothing.
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookies =>
        {
            cookies.Cookie.Name = options.IsLoopback ? "ocip" : "__Host-ocip";
            cookies.Cookie.HttpOnly = true;
            cookies.Cookie.SameSite = SameSiteMode.Strict;
            cookies.Cookie.SecurePolicy = options.IsLoopback ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            cookies.Cookie.Path = "/";
            cookies.ExpireTimeSpan = TimeSpan.FromHours(12);
            cookies.SlidingExpiration = false;
            cookies.LoginPath = "/sign-in";
            cookies.ReturnUrlParameter = "return";
            cookies.Events.OnValidatePrincipal = async context =>
            {
                if (context.HttpContext.RequestServices.GetRequiredService<WebSessions>().Find(context.Principal.SessionId()) is null)
                {
                    context.RejectPrincipal();
                    await context.HttpContext.SignOutAsync();
                }
            };
        });
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = options.IsLoopback ? "ocip-form" : "__Host-ocip-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = options.IsLoopback ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        });
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddScoped<CurrentSession>();
        services.AddScoped<CircuitHandler, ActivityHandler>();
        services.AddRateLimiter(limits => LimitSignIns(limits));
    }

    public static string? SessionId(this ClaimsPrincipal? principal) => principal?.FindFirst(SessionClaim)?.Value;

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        // A form of the frame, with its antiforgery token.
        routes.MapPost("/sign-out", async (HttpContext context, WebSessions sessions, Microsoft.AspNetCore.Antiforgery.IAntiforgery antiforgery) =>
        {
            await antiforgery.ValidateRequestAsync(context);
            // Open pages leave for the sign-in when it ends, and would do so before this answer came: the cookie would stay.
            if (sessions.Take(context.User.SessionId()) is { } session)
                context.Response.OnCompleted(() => sessions.EndAsync(session, CancellationToken.None));
            await context.SignOutAsync();
            return Results.Redirect("/sign-in");
        });
        // A link from elsewhere comes without the cookie (SameSite=Strict); the sign-in page asks from here, with it.
        routes.MapGet("/sign-in/there", (HttpContext context) => Results.Json(new { there = context.User.Identity?.IsAuthenticated == true }));
    }

    private static void LimitSignIns(Microsoft.AspNetCore.RateLimiting.RateLimiterOptions limits)
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/sign-in")
                ? RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "",
                    _ => new FixedWindowRateLimiterOptions { PermitLimit = SignInsPerMinute, Window = TimeSpan.FromMinutes(1) })
                : RateLimitPartition.GetNoLimiter(""));
        limits.OnRejected = async (context, stop) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "60";
            context.HttpContext.Response.ContentType = "text/plain; charset=utf-8";
            await context.HttpContext.Response.WriteAsync("Too many sign-ins from this address. Wait a minute, then try again.", stop);
        };
    }
}
