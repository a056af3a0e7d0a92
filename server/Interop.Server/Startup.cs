using System.Net;
using Interop.Protocol;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Peers;
using Microsoft.OpenApi;

namespace Interop.Server;

/// <summary>The longer parts of the composition.</summary>
internal static class Startup
{
    private const string DefaultUrl = "http://127.0.0.1:8448";
    private const int HeaderSeconds = 10;

    public static void ConfigureTransport(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // We protect nothing with it; its own key ring would only be a second secret to keep.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.WebHost.UseUrls(DefaultUrl);
        RefusePlainHttpOutside(builder);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (options.Transport is { Certificate: { } certificate, Key: { } key })
            {
                var shown = new ServerCertificate(certificate, key, TimeProvider.System);
                kestrel.ConfigureHttpsDefaults(https => shown.Use(https, () => kestrel.ApplicationServices.GetService<ILoggerFactory>()?.CreateLogger<ServerCertificate>()));
            }
            // A connection that says nothing is closed by this, however many there are.
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(HeaderSeconds);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            kestrel.Limits.MaxRequestBodySize = InboundLimits.TransactionOctetsMax + 1;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 200, gracePeriod: TimeSpan.FromSeconds(10));
        });
    }

    /// <summary>One policy per scope, and one per permission of officers: endpoints say what they are for, and nothing is open by omission.</summary>
    public static void AddScopes(this IServiceCollection services)
    {
        var authorization = services.AddAuthorizationBuilder();
        foreach (var scope in new[] { Principal.Admin, Principal.Client, Principal.Bridge, Principal.Archive, Principal.Federation, Principal.Proxy })
            authorization.AddPolicy(scope, policy => policy.RequireRole(scope));
        Permissions.AddTo(authorization);
        authorization.SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    public static void AddLiveBinding(this IServiceCollection services) => services
        .AddSignalR(signalR =>
        {
            signalR.MaximumReceiveMessageSize = InboundLimits.TransactionOctetsMax + 1024;
            signalR.MaximumParallelInvocationsPerClient = 64;
            signalR.StreamBufferCapacity = 8;
        })
        .AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolver = System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine(OcipJson.Default, Outbound.HubJson.Default));

    public static void AddApiDescription(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(swagger =>
        {
            swagger.SwaggerDoc("v1", new OpenApiInfo { Title = "OCIP", Version = "1", Description = "Client, bridge, administration and archive API of an OCIP provider." });
            swagger.AddSecurityDefinition("bearer", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "API token" });
            swagger.AddSecurityRequirement(document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] });
        });
    }

    public static void UseApiDescription(this WebApplication app)
    {
        app.UseSwagger(swagger => swagger.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
        app.UseSwaggerUI(ui => ui.SwaggerEndpoint("/swagger/v1/swagger.json", "OCIP 1"));
    }

    /// <summary>Whether the keys of the archive are where they are expected; says what is missing when not.</summary>
    public static bool HasKeys(WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<AppendLog>();
            return true;
        }
        catch (EncryptionKeyException missing)
        {
            Console.Error.WriteLine(missing.Message);
            return false;
        }
    }

    public static void Announce(WebApplication app, ServerOptions options)
    {
        var fresh = app.Services.GetRequiredService<Bootstrap>().Prepare();
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            Console.WriteLine($"OCIP {(options.Role == ServerRole.Proxy ? $"compliance proxy {options.OwnProxy}" : $"server of {options.Provider}")}: {string.Join(", ", app.Urls)} (API: {app.Urls.First()}/swagger)");
            Console.WriteLine($"Data: {options.Data}");
            if (fresh)
                Console.WriteLine($"First administrator: POST /ocip/v1/admin/bootstrap with the secret in {Path.Combine(options.Data, "bootstrap-secret")}");
        });
    }

    private static void RefusePlainHttpOutside(WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
            return;
        foreach (var url in (builder.Configuration["urls"] ?? DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(url.Replace("*", "0.0.0.0", StringComparison.Ordinal).Replace("+", "0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var address))
                throw new InvalidOperationException($"--urls: '{url}' is not a URL");
            if (address.Scheme == "http" && !(address.Host == "localhost" || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip))))
                throw new InvalidOperationException($"--urls: {url} would send tokens and messages in the clear. Use https with a certificate, or a loopback address.");
        }
    }
}
