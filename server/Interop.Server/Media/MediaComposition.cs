namespace Interop.Server.Media;

/// <summary>The parts that media need.</summary>
internal static class MediaComposition
{
    public static void AddMedia(this IServiceCollection services)
    {
        services.AddSingleton<MediaFiles>().AddSingleton<MediaCatalog>().AddSingleton<MediaAccess>().AddSingleton<MediaUploads>().AddSingleton<MediaGiving>().AddSingleton<RequireMedia>();
        services.AddSingleton<MediaFetches>().AddSingleton<MediaArrivals>();
        services.AddHostedService<MediaSweeper>();
    }
}
