namespace Interop.Protocol.ArchiveApi;

/// <summary>A piece of a text.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Hit">True: this is what was searched for.</param>
public sealed record SnippetPiece(string Text, bool? Hit = null);
