namespace Interop.Bridges.Native;

/// <summary>A file to be shown on the network, as a message of its own.</summary>
public sealed record NativeFile : OutboundAct
{
    /// <summary>A name to offer: no path, no control characters, no leading dot.</summary>
    public required string Name { get; init; }

    /// <summary>What the sender says that it is; application/octet-stream when the octets contradict that.</summary>
    public required string ContentType { get; init; }

    /// <summary>Octets.</summary>
    public required long Size { get; init; }

    /// <summary>Width and height in pixels, of pictures whose first octets tell.</summary>
    public (int Width, int Height)? Pixels { get; init; }

    /// <summary>Opens the octets from their beginning; whoever opens closes. They are those that the event's digest names. Good while the call lasts.</summary>
    public required Func<Stream> Open { get; init; }

    /// <summary>Text that belongs to it, only where <see cref="Connectors.ISendsCaptions"/> asks for it.</summary>
    public string? Caption { get; init; }

    /// <summary>Sanitised HTML of the caption, as in <see cref="NativeMessage.Html"/>.</summary>
    public string? CaptionHtml { get; init; }

    /// <summary>The message that it answers, where <see cref="Connectors.ISendsReplies"/> is there.</summary>
    public NativeTarget? Answers { get; init; }
}
