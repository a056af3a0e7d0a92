using Interop.Protocol.ArchiveApi;
using Interop.Web.Places;
using Interop.Web.Sessions;

namespace Interop.Web.Frame.Finding;

/// <summary>Cases by their name or matter.</summary>
internal sealed class CasePalette(TimeProvider time) : IPaletteSource
{
    private static readonly string[] Roles = [RoleNames.Records, RoleNames.Investigator];
    private readonly HeldList<CaseView> cases = new(time);

    public async Task<IReadOnlyList<PaletteEntry>> FindAsync(WebSession session, string text)
    {
        if (!session.Has(Roles) || text.Length < 2)
            return [];
        var all = await cases.GetAsync(() => session.Desk.Preservation.CasesAsync(session.Ended));
        return [.. all.Where(c => c.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || c.Matter?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)
            .Take(5).Select(c => new PaletteEntry(c.Name, c.Closed is null ? "case" : "closed case", "case", $"/cases?case={c.Case.Value}"))];
    }
}
