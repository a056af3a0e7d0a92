namespace Interop.Server.Media;

/// <summary>A file that is not what was archived, found by <see cref="MediaScrub"/>.</summary>
/// <param name="File">Its name in the folder.</param>
/// <param name="Leaf">The first record that refers to it; null when none does yet.</param>
/// <param name="Chunk">Which chunk of 64 KiB is wrong, from 0; null when it is the whole file.</param>
/// <param name="What">What is wrong, for people; no content.</param>
internal sealed record MediaFault(string File, long? Leaf, long? Chunk, string What);
