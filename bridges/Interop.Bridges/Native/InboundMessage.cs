namespace Interop.Bridges.Native;

/// <summary>Somebody wrote something.</summary>
public sealed record InboundMessage : InboundEvent
{
    public MessageKind Kind { get; init; } = MessageKind.Text;

    /// <summary>Plain text, with reply fallbacks removed; never null, may be empty only beside a file, or together with a fidelity note that says what is missing.</summary>
    public required string Text { get; init; }

    /// <summary>The formatted form as the network gave it; the core sanitises it.</summary>
    public string? Html { get; init; }

    /// <summary>True when <see cref="Text"/> uses message styling (*strong*, _emphasis_, ~strike~, `code`, fences, quotes): the core makes the HTML of it.</summary>
    public bool Styled { get; init; }

    /// <summary>Files of the message, in order; the text is what was said with them.</summary>
    public IReadOnlyList<InboundFile> Files { get; init; } = [];

    /// <summary>The message that this answers.</summary>
    public NativeEventId? ReplyTo { get; init; }

    /// <summary>The text that the network quotes from it, without quote marks; used when the core does not know <see cref="ReplyTo"/>.</summary>
    public string? ReplyQuote { get; init; }
}
