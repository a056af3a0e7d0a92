namespace Interop.Bridges.Native;

/// <summary>Somebody changed a message of theirs. Only the sender of a message may: the connector has checked that as far as the network allows.</summary>
public sealed record InboundEdit : InboundEvent
{
    /// <summary>The message: the original, also when it was edited before.</summary>
    public required NativeEventId Target { get; init; }

    public MessageKind Kind { get; init; } = MessageKind.Text;

    /// <summary>The whole new text.</summary>
    public required string Text { get; init; }

    /// <inheritdoc cref="InboundMessage.Html"/>
    public string? Html { get; init; }

    /// <inheritdoc cref="InboundMessage.Styled"/>
    public bool Styled { get; init; }

    /// <summary>The files that the message has now: all of them, also those that it had before.</summary>
    public IReadOnlyList<InboundFile> Files { get; init; } = [];
}
