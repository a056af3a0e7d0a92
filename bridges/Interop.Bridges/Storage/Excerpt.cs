namespace Interop.Bridges.Storage;

/// <param name="Author">Display name.</param>
/// <param name="Text">The beginning of the text, one line.</param>
internal sealed record Excerpt(string Author, string Text);
