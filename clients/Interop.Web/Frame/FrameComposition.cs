using Interop.Web.Frame.Finding;
using Interop.Web.Shared;

namespace Interop.Web.Frame;

/// <summary>What the frame and the shared components need.</summary>
internal static class FrameComposition
{
    public static void AddFrame(this IServiceCollection services)
    {
        services.AddScoped<Viewer>().AddScoped<FrameScript>().AddScoped<Pages.Archive.ProofScript>();
        services.AddScoped<IPaletteSource, NamePalette>().AddScoped<IPaletteSource, CasePalette>().AddScoped<IPaletteSource, PolicyPalette>();
    }
}
