using System.Text.Json;
using Interop.Protocol.Decisions;

namespace Interop.Protocol.Media;

/// <summary>What a part about media must say (spec 15).</summary>
internal static class MediaRules
{
    private const string Scheme = "ocip:";

    /// <summary>Whether the address of an external part wants to be that of media, rather than a link.</summary>
    public static bool IsMedia(string url) => url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Of an external part about media, whose other members are of their form.</summary>
    public static Fault? Check(JsonElement part, string path)
    {
        if (!MediaId.TryParse(part.GetProperty("url").GetString(), out var id))
            return Fault.Malformed($"{path}.url: ocip://(provider)/m/(digest) is expected of media");
        if (!part.TryGetProperty("size", out _) || !part.TryGetProperty("digest", out var digest))
            return Fault.Malformed($"{path}: of media, size and digest are expected");
        return digest.ValueEquals(id.Digest) ? null : Fault.Malformed($"{path}.digest: not the one that the url names");
    }
}
