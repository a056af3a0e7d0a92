using Interop.Server.Archive;

namespace Interop.Server.Compliance.Proxy;

/// <summary>Which compliance proxy decides for this provider, by its options.</summary>
internal static class ProxyComposition
{
    public static void AddComplianceProxy(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(provider => new DeclaredProxy(options, provider.GetRequiredService<ArchiveKeys>(), provider.GetService<PinnedProxy>()));
        if (options.Proxy is null)
        {
            services.AddSingleton<EngineProxy>();
            services.AddSingleton<IComplianceProxy>(provider => WithFailurePolicy(options, provider.GetRequiredService<EngineProxy>(), () => options.OwnProxy));
            return;
        }
        services.AddSingleton<ProxyConnection>().AddSingleton<PinnedProxy>().AddSingleton<RemoteProxy>();
        services.AddSingleton<IComplianceProxy>(provider =>
        {
            var pinned = provider.GetRequiredService<PinnedProxy>();
            pinned.LoadKept();
            return WithFailurePolicy(options, provider.GetRequiredService<RemoteProxy>(), () => pinned.Id);
        });
        services.AddHostedService(provider => provider.GetRequiredService<RemoteProxy>());
        services.AddHostedService<ProxyFollower>();
    }

    private static IComplianceProxy WithFailurePolicy(ServerOptions options, IComplianceProxy proxy, Func<Protocol.Identifiers.ProxyId> id) =>
        options.FailurePolicy == FailurePolicy.Open ? new BypassProxy(proxy, id) : proxy;
}
