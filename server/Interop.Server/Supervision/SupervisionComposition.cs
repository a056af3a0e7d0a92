using Interop.Server.Retention;
using Interop.Server.Supervision.Actions;
using Interop.Server.Supervision.Figures;
using Interop.Server.Supervision.Following;
using Interop.Server.Supervision.Items;
using Interop.Server.Supervision.Live;
using Interop.Server.Supervision.Sampling;
using Interop.Server.Supervision.Settings;

namespace Interop.Server.Supervision;

/// <summary>The parts of supervision.</summary>
internal static class SupervisionComposition
{
    public static void AddSupervision(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton<SettingsBook>().AddSingleton<GroupMembers>();
        services.AddSingleton<ItemList>().AddSingleton<HitReader>().AddSingleton<LineReader>().AddSingleton<ItemContext>().AddSingleton<ItemViews>();
        services.AddSingleton<EqualTexts>().AddSingleton<FoundTerms>().AddSingleton<ItemMaker>().AddSingleton<SupervisionFollower>();
        services.AddSingleton<SenderNotices>().AddSingleton<ReviewActions>();
        services.AddSingleton<Commitments>().AddSingleton<Draws>();
        services.AddSingleton<QueueFigures>().AddSingleton<FigureReader>().AddSingleton<TermFigureReader>().AddSingleton<CoverageReader>().AddSingleton<TrendReader>().AddSingleton<AccessList>().AddSingleton<Observations>().AddSingleton<ObservableRoomList>();
        services.AddSingleton<IBodyCopies, ForgottenTexts>();
        if (options.IsReadOnly)
            return;
        services.AddHostedService(provider => provider.GetRequiredService<SupervisionFollower>()).AddHostedService<SamplingWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<Observations>());
    }
}
