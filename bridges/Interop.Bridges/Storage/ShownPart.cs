using Interop.Bridges.Native;

namespace Interop.Bridges.Storage;

/// <summary>One of the native messages of an event.</summary>
/// <param name="Target">The message.</param>
/// <param name="File">Which file it shows; null of a text.</param>
internal sealed record ShownPart(NativeTarget Target, string? File);
