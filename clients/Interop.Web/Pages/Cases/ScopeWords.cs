using Interop.Protocol.ArchiveApi;

namespace Interop.Web.Pages.Cases;

/// <summary>What a hold is about, in a sentence.</summary>
internal static class ScopeWords
{
    private const int NamedMax = 3;

    public static string Of(HeldScope scope)
    {
        var parts = new List<string>();
        Add("people", scope.Users?.Select(u => u.Short));
        Add("rooms", scope.Rooms?.Select(r => r.Uuid.ToString("D")[^12..]));
        Add("networks", scope.Networks);
        Add("events", scope.Events?.Select(e => e.Value[..8]));
        if (scope.Query is { } query)
            parts.Add($"what a search for {query} finds");
        if (scope.After is { } after)
            parts.Add($"from {after[..10]}");
        if (scope.Before is { } before)
            parts.Add($"before {before[..10]}");
        return parts.Count == 0 ? "everything" : string.Join(" · ", parts);

        void Add(string what, IEnumerable<string>? named)
        {
            if (named?.ToArray() is { Length: > 0 } all)
                parts.Add($"{what}: {string.Join(", ", all.Take(NamedMax))}{(all.Length > NamedMax ? $" and {all.Length - NamedMax} more" : "")}");
        }
    }
}
