using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Inbound;

/// <summary>What a message event says, before it is known who said it where.</summary>
internal sealed record MessageBody
{
    public MessageKind Kind { get; init; } = MessageKind.Text;

    public required string Text { get; init; }

    public string? Html { get; init; }

    public IReadOnlyList<InboundFile> Files { get; init; } = [];

    public NativeEventId? ReplyTo { get; init; }

    public string? ReplyQuote { get; init; }

    public IReadOnlyList<string> Fidelity { get; init; } = [];
}
