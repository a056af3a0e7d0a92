namespace Interop.Protocol.HttpSignatures;

/// <summary>The derived components of an absolute http(s) URI (RFC 9421 §2.2), taken from its text and not repaired.</summary>
internal sealed record TargetParts(string Authority, string Path, string Query)
{
    public static TargetParts? Of(string? uri)
    {
        if (uri is null)
            return null;
        var scheme = uri.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return null;
        var (start, port) = uri[..scheme].ToLowerInvariant() switch
        {
            "https" => (scheme + 3, ":443"),
            "http" => (scheme + 3, ":80"),
            _ => (-1, ""),
        };
        if (start < 0)
            return null;
        var end = uri.IndexOfAny(['/', '?', '#'], start);
        var authority = (end < 0 ? uri[start..] : uri[start..end]).ToLowerInvariant();
        if (authority.EndsWith(port, StringComparison.Ordinal))
            authority = authority[..^port.Length];
        var rest = end < 0 ? "" : uri[end..];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? rest : rest[..question];
        return new TargetParts(authority, path.Length == 0 ? "/" : path, question < 0 ? "?" : rest[question..]);
    }
}
