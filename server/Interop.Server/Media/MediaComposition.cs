using Interop.Server.Media.Resumable;
using Interop.Server.Media.Text;
using Interop.Server.Retention;

namespace Interop.Server.Media;

/// <summary>The parts that media need.</summary>
internal static class MediaComposition
{
    public static void AddMedia(this IServiceCollection services)
    {
        services.AddArchivedMedia();
        services.AddSingleton<MediaFiles>().AddSingleton<MediaCatalog>().AddSingleton<MediaIntake>().AddSingleton<MediaQuota>().AddSingleton<PartialRows>().AddSingleton<PartialTurns>().AddSingleton<PartialUploads>().AddSingleton<MediaScrub>();
        services.AddSingleton<MediaAccess>().AddSingleton<MediaUploads>().AddSingleton<MediaGiving>().AddSingleton<RequireMedia>().AddSingleton<AttachedTexts>().AddSingleton<PdfReading>();
        services.AddSingleton<MediaFetches>().AddSingleton<MediaArrivals>();
        services.AddSingleton<IBodyCopies, MediaCopies>().AddSingleton<IBodyCopies>(provider => provider.GetRequiredService<AttachedTexts>());
        services.AddHostedService<MediaAdoption>().AddHostedService<MediaSweeper>();
    }

    /// <summary>What every archive needs to read records, also one that takes no files in.</summary>
    public static void AddArchivedMedia(this IServiceCollection services) => services.AddSingleton<MediaKeys>().AddSingleton<MediaNames>().AddSingleton<MediaRecords>();
}
