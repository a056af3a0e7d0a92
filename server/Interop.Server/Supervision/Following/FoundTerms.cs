using System.Text.Json;
using Interop.Server.Compliance.Content;

namespace Interop.Server.Supervision.Following;

/// <summary>Which terms of the policies that asked are in a message (spec 07.9): each once, found by the recorded version.</summary>
internal sealed class FoundTerms(RecordedHits hits)
{
    /// <summary>None when no policy asked, or the body is not to be read.</summary>
    public FoundTerm[] Of(FoundEvent found)
    {
        if (found.Asked.Length == 0 || found.Body is null)
            return [];
        using var body = JsonDocument.Parse(found.Body);
        if (!body.RootElement.TryGetProperty("content", out var content))
            return [];
        return [.. hits.Of(found.Asked, found.Type, content).Hits.Select(hit => new FoundTerm($"{hit.Policy}/{hit.Version}", hit.What)).Distinct()];
    }
}
