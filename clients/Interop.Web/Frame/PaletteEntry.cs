namespace Interop.Web.Frame;

/// <param name="Title">What is found.</param>
/// <param name="Hint">What it is, in a few words.</param>
/// <param name="Icon">Name of an icon.</param>
/// <param name="Path">Where it leads.</param>
public sealed record PaletteEntry(string Title, string Hint, string Icon, string Path);
