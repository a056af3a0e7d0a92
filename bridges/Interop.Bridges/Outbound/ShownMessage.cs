using Interop.Protocol.Content;

namespace Interop.Bridges.Outbound;

/// <summary>A message as it is to be shown: its text, and its files in order.</summary>
/// <param name="Text">Empty when there are only files.</param>
/// <param name="Files">External parts about media.</param>
internal sealed record ShownMessage(RenderedText Text, IReadOnlyList<ContentPart> Files);
