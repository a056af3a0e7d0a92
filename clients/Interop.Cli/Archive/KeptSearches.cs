using System.Web;
using Interop.Client;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Archive;

/// <summary>Searches that the server keeps for an officer (spec 8.14).</summary>
internal static class KeptSearches
{
    private static readonly string[] NotKept = ["cursor"];

    /// <summary>Parameters of what was kept under a name, the own first; or under an id.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static async Task<IEnumerable<KeyValuePair<string, string>>> OpenAsync(ArchiveClient archive, string name, CancellationToken stop)
    {
        var all = await archive.SavedSearchesAsync(stop);
        var found = all.FirstOrDefault(s => s.Search.Value == name) ?? all.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException(all.Length == 0 ? "No search is kept for you." : $"No search of this name is kept for you. There are: {string.Join(", ", all.Select(s => s.Name))}");
        var query = HttpUtility.ParseQueryString(found.Query);
        return query.AllKeys.OfType<string>().SelectMany(key => (query.GetValues(key) ?? []).Select(value => KeyValuePair.Create(key, value)));
    }

    /// <summary>An own one of the same name is replaced, and shared as it was.</summary>
    public static async Task KeepAsync(ArchiveClient archive, string name, IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken stop)
    {
        var query = string.Join('&', parameters.Where(p => !NotKept.Contains(p.Key)).Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        var made = await archive.SaveSearchAsync(new SavedSearchRequest(name, query), stop);
        foreach (var same in (await archive.SavedSearchesAsync(stop)).Where(s => s.By == made.By && s.Name == made.Name && s.Search != made.Search))
        {
            await archive.SaveSearchAsync(made.Search, new SavedSearchRequest(name, query, same.Roles), stop);
            await archive.RemoveSearchAsync(same.Search, stop);
        }
    }
}
