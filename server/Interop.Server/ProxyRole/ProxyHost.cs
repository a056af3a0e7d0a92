using Interop.Server.Admin;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Delivery;
using Interop.Server.Evidence.Tiles;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Measures;
using Interop.Server.Media;
using Interop.Server.Outbound;
using Interop.Server.Retention;
using Interop.Server.Storage;
using Microsoft.AspNetCore.Authentication;

namespace Interop.Server.ProxyRole;

/// <summary>Composition of a compliance proxy alone (--role proxy): the archive, the policies, and what a provider asks them. No rooms, no delivery.</summary>
internal static class ProxyHost
{
    public static async Task<int> RunAsync(string[] args, ServerOptions options)
    {
        var builder = WebApplication.CreateBuilder(CommandLine.HostArguments(args));
        builder.ConfigureTransport(options);
        var services = builder.Services;
        services.AddSingleton(options).AddSingleton(options.Time).AddSingleton(new FaultPoints(options.Fault));

        services.AddSingleton<IKeyEncryption>(_ => new KeyEncryptionFiles(options.KeyFolder)).AddSingleton(provider => new Database(options.Data, provider.GetRequiredService<IKeyEncryption>())).AddSingleton<ArchiveKeys>().AddSingleton<EventIndex>().AddSingleton<FanOut>().AddSingleton<Outbox>().AddSingleton<Assignment>().AddSingleton<AppendLog>();
        services.AddSingleton<ArchiveReader>().AddSingleton<AccessLog>().AddSingleton<Journal>().AddSingleton<TileReader>();
        services.AddArchivedMedia();
        services.AddHostedService<Checkpointer>();

        services.AddSingleton<UserDirectory>().AddSingleton<Tokens>().AddSingleton<Bootstrap>();
        services.AddSingleton<ProxyPeople>().AddSingleton<ProxyPolicies>().AddSingleton<ProxyDecisions>().AddSingleton<ProxyReleases>();
        services.AddSingleton(provider => new DeclaredProxy(options, provider.GetRequiredService<ArchiveKeys>(), null));
        services.AddSingleton<HoldChangeFeed>().AddSingleton<ProxyAdministration>();

        services.AddAuthentication(TokenAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null);
        services.AddScopes();
        services.AddApiDescription();

        var app = builder.Build();
        if (!Startup.HasKeys(app))
            return 2;
        app.Services.GetRequiredService<ProxyPeople>().Refresh();
        app.Services.GetRequiredService<ProxyPolicies>().Refresh();
        var problems = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Interop.Server.Requests");
        app.Use(next => context => Problems.Middleware(context, next, problems));
        app.UseApiDescription();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapBootstrap();
        app.MapProxyAdmin();
        app.MapProxy();
        app.MapArchive();
        app.MapTiles();
        app.MapMeasures(new MeasureListener());
        app.MapGet("/ocip/v1/health", (AppendLog log) => Results.Json(new { status = "ok", records = log.Committed })).AllowAnonymous().WithTags("Public");
        Startup.Announce(app, options);
        await app.RunAsync();
        return 0;
    }
}
