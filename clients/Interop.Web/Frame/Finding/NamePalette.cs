using Interop.Web.Places;
using Interop.Web.Sessions;
using Interop.Web.Shared;

namespace Interop.Web.Frame.Finding;

/// <summary>People and rooms whose records can be searched for.</summary>
internal sealed class NamePalette : IPaletteSource
{
    private static readonly string[] Roles = [RoleNames.Reviewer, RoleNames.Supervisor, RoleNames.Investigator, RoleNames.Records, RoleNames.Privacy, RoleNames.Examiner];

    public async Task<IReadOnlyList<PaletteEntry>> FindAsync(WebSession session, string text)
    {
        if (!session.Has(Roles) || text.Length < 2)
            return [];
        try
        {
            var names = await session.Desk.Archive.NamesAsync(text, session.Ended);
            return
            [
                .. names.People.Take(5).Select(p => new PaletteEntry(p.DisplayName, p.Network is { } network ? $"{p.User.Short} on {network}: what concerns this person" : $"{p.User.Short}: what concerns this person", "user", $"/search?person={Uri.EscapeDataString(p.User.Value)}")),
                .. names.Rooms.Take(5).Select(r => new PaletteEntry(r.Name, "room: what was said in it", "room", $"/search?in={Uri.EscapeDataString(r.Room.Value)}")),
            ];
        }
        catch (Exception fault) when (Failure.Of(fault) is not null || fault is OperationCanceledException)
        {
            return []; // pages are found all the same
        }
    }
}
