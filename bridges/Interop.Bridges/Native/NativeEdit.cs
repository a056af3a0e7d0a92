namespace Interop.Bridges.Native;

/// <summary>A new text for a message of the same sender.</summary>
/// <param name="Message">The whole new message.</param>
/// <param name="Target">The original, also when it was edited before.</param>
public sealed record NativeEdit(NativeMessage Message, NativeTarget Target);
