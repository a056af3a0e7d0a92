namespace Interop.Protocol.Identifiers;

/// <summary>What the identifier types share.</summary>
internal static class IdentifierText
{
    private const string Scheme = "ocip://";

    /// <summary>Splits ocip://{provider}/{kind}/{local}.</summary>
    public static bool TrySplit(string? text, char kind, out ProviderName provider, out string local)
    {
        provider = default;
        local = "";
        if (text is null || !text.StartsWith(Scheme, StringComparison.Ordinal))
            return false;
        var slash = text.IndexOf('/', Scheme.Length);
        if (slash < 0 || text.Length < slash + 4 || text[slash + 1] != kind || text[slash + 2] != '/')
            return false;
        local = text[(slash + 3)..];
        return !local.Contains('/') && ProviderName.TryParse(text[Scheme.Length..slash], out provider);
    }

    /// <summary>A UUIDv7 of RFC 9562, in lower case with hyphens.</summary>
    public static bool IsUuidV7(string text) =>
        text.Length == 36 && Guid.TryParseExact(text, "D", out var uuid) && uuid.Version == 7 && (uuid.Variant & 0b1100) == 0b1000 && uuid.ToString("D") == text;
}
