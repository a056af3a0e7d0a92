namespace Interop.Cli.Spec.Sources;

/// <summary>A sentence of a page, outside code blocks and comments.</summary>
/// <param name="Page">File name of the page.</param>
/// <param name="Line">From 1; where the sentence begins.</param>
/// <param name="Section">Text of the heading above it.</param>
/// <param name="Text">As it is written, without the id.</param>
/// <param name="Id">The id that follows it, or null.</param>
internal sealed record Sentence(string Page, int Line, string Section, string Text, string? Id);
