using Interop.Web.Sessions;

namespace Interop.Web.Frame;

/// <summary>Something that the palette finds besides pages: people, rooms, cases. Each area registers its own, and gives nothing that the roles may not see.</summary>
public interface IPaletteSource
{
    /// <param name="session">Who asks.</param>
    /// <param name="text">At least one character.</param>
    /// <returns>The best first; nothing when the server refuses or does not answer.</returns>
    Task<IReadOnlyList<PaletteEntry>> FindAsync(WebSession session, string text);
}
