using Interop.Protocol.PolicyApi;
using Interop.Web.Places;
using Interop.Web.Sessions;

namespace Interop.Web.Frame.Finding;

/// <summary>Policies of the book by their name.</summary>
internal sealed class PolicyPalette(TimeProvider time) : IPaletteSource
{
    private static readonly string[] Roles = [RoleNames.Policy, RoleNames.Examiner];
    private readonly HeldList<PolicyView> policies = new(time);

    public async Task<IReadOnlyList<PaletteEntry>> FindAsync(WebSession session, string text)
    {
        if (!session.Has(Roles) || text.Length < 2)
            return [];
        var all = await policies.GetAsync(async () => (await session.Desk.Policies.ListAsync(session.Ended)).Policies);
        return [.. all.Where(p => p.Name.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(5)
            .Select(p => new PaletteEntry(p.Name, $"policy, {p.Kind}", "policy", $"/policies?name={Uri.EscapeDataString(p.Name)}"))];
    }
}
