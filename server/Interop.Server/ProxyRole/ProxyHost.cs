using Interop.Server.Admin;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Backup;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Delivery;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Evidence.Tiles;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Measures;
using Interop.Server.Media;
using Interop.Server.Outbound;
using Interop.Server.Preservation;
using Interop.Server.Retention;
using Interop.Server.Storage;
using Microsoft.AspNetCore.Authentication;

namespace Interop.Server.ProxyRole;

/// <summary>Composition of a compliance proxy alone (--role proxy): the archive, the policies, and what a provider asks them. No rooms, no delivery.</summary>
internal static class ProxyHost
{
    public static async Task<int> RunAsync(string[] args, ServerOptions options)
    {
        SealedKeys.OpenRestored(options);
        var builder = WebApplication.CreateBuilder(CommandLine.HostArguments(args));
        builder.ConfigureTransport(options);
        var services = builder.Services;
        services.AddSingleton(options).AddSingleton(options.Time).AddSingleton(new FaultPoints(options.Fault));

        services.AddSingleton<IKeyEncryption>(_ => new KeyEncryptionFiles(options.KeyFolder)).AddSingleton(provider => new Database(options.Data, provider.GetRequiredService<IKeyEncryption>())).AddSingleton<ArchiveKeys>().AddSingleton<EventIndex>().AddSingleton<FanOut>().AddSingleton<Outbox>().AddSingleton<AppendLog>();
        services.AddSingleton<ArchiveReader>().AddSingleton<AccessLog>().AddSingleton<Journal>().AddSingleton<TileReader>();
        services.AddArchivedMedia();
        services.AddHostedService<Checkpointer>().AddHostedService<NativeTrim>();
        services.AddSingleton<Alarms>().AddHostedService(provider => provider.GetRequiredService<Alarms>());
        services.AddRetention();
        services.AddHolds();

        services.AddSingleton<Compliance.Hours.HoursBook>().AddSingleton<UserDirectory>().AddSingleton<Tokens>().AddSingleton<Bootstrap>();
        services.AddRulebook();
        services.AddSingleton<IPastEvents, PastDecisions>().AddDryRuns();
        services.AddSingleton<ProxyPeople>().AddSingleton<ProxyPolicies>().AddSingleton<ProxyDisclosures>().AddSingleton<ProxyDecisions>().AddSingleton<ProxyReleases>();
        services.AddSingleton(provider => new DeclaredProxy(options, provider.GetRequiredService<ArchiveKeys>(), null));
        services.AddSingleton<HoldChangeFeed>().AddSingleton<ProxyAdministration>();

        services.AddAuthentication(TokenAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null);
        services.AddScopes();
        services.AddApiDescription();
        services.AddBackup(options);

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
        app.MapPolicies();
        app.MapDryRuns();
        app.MapAlarms();
        app.MapProxy();
        app.MapArchive();
        app.MapTiles();
        app.MapRetention();
        app.MapHolds();
        app.MapBackup();
        app.MapMeasures(new MeasureListener());
        app.MapHealth();
        Startup.Announce(app, options);
        await app.RunAsync();
        return 0;
    }
}
