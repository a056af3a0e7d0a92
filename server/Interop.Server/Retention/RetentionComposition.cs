using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Retention;

/// <summary>The parts that retention needs.</summary>
internal static class RetentionComposition
{
    /// <summary>What organisations ask of each other's copies: of a provider, which has peers.</summary>
    public static void AddAskedRetention(this IServiceCollection services) => services.AddSingleton<OutgoingRetention>().AddSingleton<RetentionAnswers>();

    /// <summary>Of every archive, that of a proxy too.</summary>
    public static void AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<Assignment>().AddSingleton<Schedules>();
        services.AddSingleton<HeldBodies>().AddSingleton<IBodyKeeper>(provider => provider.GetRequiredService<HeldBodies>()).AddSingleton<IBodyKeeper, MinimumKeeper>().AddSingleton<DueRecords>().AddSingleton<Dispositions>().AddSingleton<Certificates>().AddSingleton<RecordRetention>().AddSingleton<BodyEnding>();
        services.AddSingleton(provider => new LogErasure(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<AppendLog>().AfterNextCommit, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<LogErasure>>()));
        services.AddSingleton<OpenAnswers>().AddSingleton<IBodyCopies>(provider => provider.GetRequiredService<OpenAnswers>());
        services.AddHostedService<DispositionWorker>();
    }
}
