namespace Interop.Server.Retention;

/// <summary>The parts that retention needs.</summary>
internal static class RetentionComposition
{
    public static void AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<Assignment>().AddSingleton<Schedules>();
        services.AddSingleton<HeldBodies>().AddSingleton<IBodyKeeper>(provider => provider.GetRequiredService<HeldBodies>()).AddSingleton<IBodyKeeper, MinimumKeeper>().AddSingleton<DueRecords>().AddSingleton<Dispositions>().AddSingleton<Certificates>().AddSingleton<RecordRetention>().AddSingleton<LogErasure>().AddSingleton<BodyEnding>();
        services.AddHostedService<DispositionWorker>();
    }
}
