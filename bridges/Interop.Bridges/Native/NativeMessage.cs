namespace Interop.Bridges.Native;

/// <summary>A message to be shown on the network.</summary>
public sealed record NativeMessage : OutboundAct
{
    public required MessageKind Kind { get; init; }

    /// <summary>
    /// Plain text, or with message styling where <see cref="Connectors.ISendsFormatting"/> asks for it; at most
    /// <see cref="Connectors.ConnectorDescription.TextOctetsMax"/> octets (longer ones come in parts); free of characters that XML forbids.
    /// </summary>
    public required string Text { get; init; }

    /// <summary>Sanitised HTML, only where <see cref="Connectors.ISendsFormatting"/> asks for it and only when it says more than the text.</summary>
    public string? Html { get; init; }

    /// <summary>True when <see cref="Text"/> is message styling; false: mark it unstyled where the network would style literal characters.</summary>
    public bool Styled { get; init; }
}
