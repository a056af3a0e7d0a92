using Interop.Server.Compliance.Content;
using Interop.Server.Compliance.Content.Files;
using Interop.Server.Compliance.Disclosures;
using Interop.Server.Compliance.Rulebook.Kinds;
using Interop.Server.Evidence.Alarming;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>The policy book, of a provider with its engine in this process and of a proxy alike.</summary>
internal static class RulebookComposition
{
    public static void AddRulebook(this IServiceCollection services)
    {
        services.AddSingleton(provider => new PolicyFailures(provider.GetRequiredService<ServerOptions>(), provider.GetService<Alarms>(), provider.GetRequiredService<ILogger<PolicyFailures>>()));
        services.AddPolicyKind<BarrierKind>().AddPolicyKind<PreapprovalKind>().AddPolicyKind<LexiconKind>().AddPolicyKind<DlpKind>().AddPolicyKind<FilesKind>().AddPolicyKind<DisclosureKind>();
        services.AddSingleton<PolicyCompiler>().AddSingleton<PolicyBook>().AddSingleton<PolicyChanges>().AddSingleton<DisclosuresInForce>();
    }

    /// <summary>What needs rooms and an archive of events: dry runs over the past, and reviews of what waits here, and what is told to people outside.</summary>
    public static void AddReviews(this IServiceCollection services)
    {
        services.AddSingleton<DisclosureNotices>().AddSingleton<DisclosureAnswers>().AddSingleton<DisclosureStandings>();
        services.AddSingleton<BarrierGate>().AddSingleton<Reviews>().AddSingleton<IPastEvents, PastEvents>().AddSingleton<RecordedHits>().AddDryRuns();
    }

    /// <summary>Trials over the past, which each role has in its own way (<see cref="IPastEvents"/>).</summary>
    public static void AddDryRuns(this IServiceCollection services) =>
        services.AddSingleton<PastRecords>().AddSingleton<DryRuns>().AddHostedService(provider => provider.GetRequiredService<DryRuns>());

    /// <summary>Makes a kind of policies known to the book.</summary>
    public static IServiceCollection AddPolicyKind<TKind>(this IServiceCollection services)
        where TKind : class, IPolicyKind => services.AddSingleton<IPolicyKind, TKind>();
}
