using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Archive;

/// <summary>What an export was asked to have, in a line: whoever gets a package judges by it what is missing.</summary>
internal static class ScopeText
{
    public static string Of(ExportRequest request)
    {
        var scope = request.Scope;
        var parts = new[]
        {
            request.ClientCopy is { } person ? $"what {person.Value} wrote and was given" : "",
            Listed("people", scope.People?.Select(p => p.Value)),
            Listed("rooms", scope.Rooms?.Select(r => r.Value)),
            Listed("networks", scope.Networks),
            Listed("kinds", scope.Kinds),
            scope.From is { } from ? $"from {from}" : "",
            scope.To is { } to ? $"before {to}" : "",
            Listed("records", scope.Ranges?.Select(r => $"{r.First} to {r.Last}")),
            scope.Query is { } query ? $"found by {query}" : "",
            scope.Case is { } named ? $"kept by the holds of case {named}" : "",
            request.Media == false ? "without the files of messages" : "",
        };
        var said = string.Join("; ", parts.Where(part => part.Length > 0));
        return said.Length == 0 ? "the whole archive" : said;
    }

    private static string Listed(string what, IEnumerable<string>? names) => names is null ? "" : $"{what} {string.Join(", ", names)}";
}
