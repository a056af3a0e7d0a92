namespace Interop.Server.Compliance.Content.Stems;

/// <summary>Takes the endings of a word away, in place.</summary>
/// <param name="memory">Begins with the word in small letters; at least 8 letters more than it has.</param>
/// <param name="length">Letters of the word.</param>
/// <returns>Letters of its stem, which stands at the beginning of the memory.</returns>
internal delegate int StemFunction(Span<char> memory, int length);
