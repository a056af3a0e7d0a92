namespace Interop.Bridges.Connectors;

/// <summary>In which form a network takes formatted text.</summary>
public enum NativeFormatting
{
    /// <summary>HTML in the subset of spec 04 next to plain text: <see cref="Native.NativeMessage.Html"/>.</summary>
    Html,

    /// <summary>Message styling in the text itself (XEP-0393): <see cref="Native.NativeMessage.Text"/> carries it.</summary>
    Styling,
}
