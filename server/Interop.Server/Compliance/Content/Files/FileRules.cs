using System.Collections.Frozen;
using System.Text.Json;
using Interop.Server.Compliance.Content.Lexicons;
using Interop.Server.Media;

namespace Interop.Server.Compliance.Content.Files;

/// <summary>
/// Which files are found (spec 7.10): by extension, by type, by digest and by size. A type is what the sender says and what the octets were found to be;
/// the stricter of the two counts. Immutable; for many threads.
/// </summary>
internal sealed class FileRules
{
    private const int EntriesMax = 10_000;

    private readonly FrozenSet<string> deniedExtensions;
    private readonly FrozenSet<string> allowedExtensions;
    private readonly FrozenSet<string> deniedTypes;
    private readonly FrozenSet<string> allowedTypes;
    private readonly FrozenSet<string> deniedDigests;
    private readonly FrozenSet<string> allowedDigests;
    private readonly long sizeMax;
    private readonly bool mismatch;

    /// <exception cref="LexiconException">A member is not what it should be.</exception>
    public FileRules(JsonElement settings)
    {
        SettingsReader.Only(settings, "", "extensions", "types", "digests", "sizeMax", "mismatch");
        (deniedExtensions, allowedExtensions) = Lists(settings, "extensions", entry => entry.Length is > 0 and <= 32 && !entry.Contains('.', StringComparison.Ordinal) ? entry.ToLowerInvariant() : null, "an extension without its dot");
        (deniedTypes, allowedTypes) = Lists(settings, "types", entry => entry.Split('/') is [{ Length: > 0 }, { Length: > 0 }] ? entry.ToLowerInvariant() : null, "a media type such as image/png or image/*");
        (deniedDigests, allowedDigests) = Lists(settings, "digests", entry => entry.Length == 43 ? entry : null, "a SHA-256 in base64url, 43 characters");
        sizeMax = SettingsReader.Number(settings, "", "sizeMax", long.MaxValue, 0, long.MaxValue);
        mismatch = SettingsReader.Flag(settings, "", "mismatch");
        if (sizeMax == long.MaxValue && !mismatch && deniedExtensions.Count + allowedExtensions.Count + deniedTypes.Count + allowedTypes.Count + deniedDigests.Count == 0)
            throw new LexiconException("", "There is nothing to look for. Name extensions, types, digests, sizeMax or mismatch.");
    }

    /// <summary>Whether a part is a file that is found.</summary>
    /// <param name="part">An external part.</param>
    /// <param name="foundTypes">By digest what the octets were found to be; null when that is not known here.</param>
    public bool Finds(JsonElement part, IReadOnlyDictionary<string, string>? foundTypes)
    {
        var digest = Text(part, "digest");
        if (digest is not null && allowedDigests.Contains(digest))
            return false;
        if (digest is not null && deniedDigests.Contains(digest))
            return true;
        if (part.TryGetProperty("size"u8, out var size) && size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var octets) && octets > sizeMax)
            return true;
        var said = Text(part, "contentType") ?? MediaSniffer.Unknown;
        var found = digest is null ? null : foundTypes?.GetValueOrDefault(digest);
        return FindsName(Text(part, "filename")) || FindsType(said.Split(';')[0].Trim().ToLowerInvariant()) || (found is not null && (FindsType(found) || (mismatch && MediaTypes.Contradict(said, found))));
    }

    private bool FindsName(string? name)
    {
        if (name is null || deniedExtensions.Count + allowedExtensions.Count == 0)
            return false;
        // Some systems leave dots and spaces at the end away, and run what stands before them.
        var trimmed = name.TrimEnd('.', ' ', '\u00A0');
        var dot = trimmed.LastIndexOf('.');
        var extension = dot < 0 ? "" : trimmed[(dot + 1)..].ToLowerInvariant();
        return deniedExtensions.Contains(extension) || (allowedExtensions.Count > 0 && !allowedExtensions.Contains(extension));
    }

    private bool FindsType(string type) => Among(deniedTypes, type) || (allowedTypes.Count > 0 && !Among(allowedTypes, type));

    private static bool Among(FrozenSet<string> types, string type) => types.Count > 0 && (types.Contains(type) || types.Contains($"{type.Split('/')[0]}/*"));

    private static string? Text(JsonElement part, string name) => part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static (FrozenSet<string> Denied, FrozenSet<string> Allowed) Lists(JsonElement settings, string name, Func<string, string?> read, string what)
    {
        if (!settings.TryGetProperty(name, out var lists))
            return ([], []);
        SettingsReader.Only(lists, $"/{name}", "deny", "allow");
        return (List("deny"), List("allow"));

        FrozenSet<string> List(string list)
        {
            var entries = SettingsReader.Texts(lists, $"/{name}", list);
            if (entries.Length > EntriesMax)
                throw new LexiconException($"/{name}/{list}", $"There are more than {EntriesMax} entries.") { IsTooMuch = true };
            return entries.Select((entry, place) => read(entry) ?? throw new LexiconException($"/{name}/{list}/{place}", $"Here stands {what}.")).ToFrozenSet(StringComparer.Ordinal);
        }
    }
}
