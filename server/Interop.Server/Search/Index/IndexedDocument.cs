namespace Interop.Server.Search.Index;

/// <summary>A record as the index takes it.</summary>
/// <param name="Leaf">Its index in the log.</param>
/// <param name="At">The archive's time.</param>
/// <param name="RoomRow">Row of its room, or null.</param>
/// <param name="Seq">Its place in the room, of accepted events.</param>
/// <param name="Words">What is searched for, in the order of the text, <see cref="Facets.Break"/> between texts.</param>
/// <param name="Facets">What is filtered by, as words that no text can have.</param>
internal sealed record IndexedDocument(long Leaf, DateTimeOffset At, long? RoomRow, long? Seq, IReadOnlyList<string> Words, IReadOnlyList<string> Facets);
