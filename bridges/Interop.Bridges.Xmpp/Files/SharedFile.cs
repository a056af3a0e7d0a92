using Interop.Bridges.Native;

namespace Interop.Bridges.Xmpp.Files;

/// <summary>A file that a message points to (XEP-0066, XEP-0447).</summary>
/// <param name="Url">Where it is; http or https.</param>
/// <param name="Sha256">base64 of its hash, when the message names one.</param>
internal sealed record SharedFile(Uri Url, string? Sha256)
{
    public string? Name { get; init; }

    public string? ContentType { get; init; }

    public long? Size { get; init; }

    /// <summary>For the core. An address has no spaces.</summary>
    public InboundFile ForCore() => new()
    {
        Source = $"{Url.AbsoluteUri} {Sha256}".TrimEnd(), Name = Name ?? LastOf(Url), ContentType = ContentType, Size = Size, Otherwise = Url.OriginalString,
    };

    /// <summary>From <see cref="InboundFile.Source"/>.</summary>
    public static SharedFile Read(string source)
    {
        var parts = source.Split(' ');
        return new SharedFile(new Uri(parts[0]), parts.Length > 1 ? parts[1] : null);
    }

    private static string? LastOf(Uri url) => Uri.UnescapeDataString(url.Segments[^1]).Trim('/') is { Length: > 0 } name ? name : null;
}
