namespace Interop.Bridges.Native;

/// <summary>A message that answers an earlier one in the same native room.</summary>
public sealed record NativeReply(NativeMessage Message, NativeTarget Target);
