namespace Interop.Server.Retention;

/// <summary>The parts that retention needs.</summary>
internal static class RetentionComposition
{
    public static void AddRetention(this IServiceCollection services)
    {
        services.AddSingleton<IBodyKeeper, HeldBodies>().AddSingleton<LogErasure>().AddSingleton<BodyEnding>();
        services.AddHostedService<BegunDispositions>();
    }
}
