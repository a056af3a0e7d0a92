using System.Buffers;
using System.Text;

namespace Interop.Bridges.Xmpp.Addresses;

/// <summary>
/// An XMPP address (RFC 7622), taken apart and folded as far as it must be to compare: local part and domain in lower case. What a server folds beyond
/// that, it has folded before we see it.
/// </summary>
internal readonly record struct Jid(string Local, string Domain, string Resource)
{
    private const int PartOctetsMax = 1023;
    private static readonly SearchValues<char> NotInLocal = SearchValues.Create("\"&'/:<>@ ");
    private static readonly SearchValues<char> NotInDomain = SearchValues.Create("\"&'/<>@ ");

    /// <summary>local@domain or domain.</summary>
    public string Bare => Local.Length == 0 ? Domain : $"{Local}@{Domain}";

    public static Jid Parse(string text) => TryParse(text, out var jid) ? jid : throw new FormatException($"'{text}' is no XMPP address");

    /// <summary>Reads [local@]domain[/resource].</summary>
    public static bool TryParse(string? text, out Jid jid)
    {
        jid = default;
        if (string.IsNullOrEmpty(text) || text.Length > 3 * PartOctetsMax + 2)
            return false;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var bare = slash < 0 ? text : text[..slash];
        var at = bare.IndexOf('@', StringComparison.Ordinal);
        var local = at < 0 ? "" : bare[..at];
        var domain = at < 0 ? bare : bare[(at + 1)..];
        var resource = slash < 0 ? "" : text[(slash + 1)..];
        if (at == 0 || slash == text.Length - 1 || !IsLocal(local) || !IsDomain(domain) || !IsPart(resource))
            return false;
        jid = new Jid(local.ToLowerInvariant(), domain.ToLowerInvariant(), resource);
        return true;
    }

    /// <summary>The bare address in text, folded; null when it is none.</summary>
    public static string? BareOf(string? text) => TryParse(text, out var jid) ? jid.Bare : null;

    public Jid With(string resource) => this with { Resource = resource };

    public override string ToString() => Resource is { Length: > 0 } ? $"{Bare}/{Resource}" : Bare;

    private static bool IsLocal(string local) => IsPart(local) && !local.AsSpan().ContainsAny(NotInLocal);

    private static bool IsDomain(string domain) => domain.Length > 0 && IsPart(domain) && !domain.AsSpan().ContainsAny(NotInDomain);

    private static bool IsPart(string part) => Encoding.UTF8.GetByteCount(part) <= PartOctetsMax && !part.Any(char.IsControl);
}
