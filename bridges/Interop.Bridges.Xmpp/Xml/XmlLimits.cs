namespace Interop.Bridges.Xmpp.Xml;

/// <summary>
/// What one stanza may be. A stanza past a limit costs only itself: it is skipped and answered or noted. Past <see cref="SkipOctetsMax"/> the stream is given up.
/// </summary>
internal sealed record XmlLimits
{
    public static readonly XmlLimits Default = new();

    /// <summary>The stream header.</summary>
    public int HeaderOctetsMax { get; init; } = 16 * 1024;

    /// <summary>One stanza; above what Prosody (512 KiB) and ejabberd (by default 256 KiB) let through.</summary>
    public int StanzaOctetsMax { get; init; } = 1024 * 1024;

    /// <summary>How long a stanza may be to be skipped while the stream stays in step.</summary>
    public long SkipOctetsMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Elements inside one another, the stanza itself being 1.</summary>
    public int DepthMax { get; init; } = 32;

    /// <summary>Of one element.</summary>
    public int AttributesMax { get; init; } = 64;

    /// <summary>One attribute's value.</summary>
    public int AttributeOctetsMax { get; init; } = 16 * 1024;

    /// <summary>One run of text.</summary>
    public int TextOctetsMax { get; init; } = 768 * 1024;

    /// <summary>All elements of one stanza.</summary>
    public int ElementsMax { get; init; } = 10_000;
}
