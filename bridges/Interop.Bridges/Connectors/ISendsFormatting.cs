namespace Interop.Bridges.Connectors;

/// <summary>Optional: the network shows formatted text. Without it the core sends plain text.</summary>
public interface ISendsFormatting
{
    NativeFormatting Formatting { get; }
}
